using System.Collections.Concurrent;
using Google.Protobuf;
using Studio.Engine.Imaging;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>Answers a worker's questions about the files of one run. Whatever goes wrong is an answer too.</summary>
internal sealed class FileAnswers(RunFiles files) : IDisposable
{
    private readonly ConcurrentDictionary<long, LargeFile> _large = new();

    public async Task<FileAnswer> AnswerAsync(FileQuestion question)
    {
        try
        {
            var answer = question.KindCase == FileQuestion.KindOneofCase.Chunk
                ? await TakeAsync(question.Chunk)
                : await Task.Run(() => Answer(question)); // disks and databases may be slow, and events go on meanwhile
            answer.Id = question.Id;
            return answer;
        }
        catch (Exception e) // a node waits for the answer
        {
            return new() { Id = question.Id, Fault = WireRequests.ToWire(e) };
        }
    }

    /// <summary>The worker is gone: files that are not whole are not kept.</summary>
    public void Dispose()
    {
        foreach (var file in _large.Values)
            file.GiveUp();
    }

    private FileAnswer Answer(FileQuestion question) => question.KindCase switch
    {
        FileQuestion.KindOneofCase.Find => Text(files.Pictures.Find(question.Find)),
        FileQuestion.KindOneofCase.Names => new()
        {
            Names = { files.Pictures.InputNames(question.Names.HasExtension ? question.Names.Extension : null) },
        },
        FileQuestion.KindOneofCase.Save => Stored(files.Pictures.Save((ImageFolder)question.Save.Folder, question.Save.Prefix,
            question.Save.Width, question.Save.Height, [.. question.Save.Images.Select(FromWire)])),
        FileQuestion.KindOneofCase.SentAdd => Text(files.Sent.Add(FromWire(question.SentAdd))),
        FileQuestion.KindOneofCase.SentFind => Picture(files.Sent.Find(question.SentFind)),
        FileQuestion.KindOneofCase.SentHash => Text(files.Sent.HashOf(question.SentHash)),
        _ => throw new InvalidOperationException($"The worker asked {question.KindCase}, which this server does not know."),
    };

    private async Task<FileAnswer> TakeAsync(Chunk chunk)
    {
        var file = _large.GetOrAdd(chunk.File, _ => new LargeFile(write =>
            files.Pictures.SaveLarge((ImageFolder)chunk.Folder, chunk.Prefix, chunk.Extension, write)));
        if (chunk.IsLast || chunk.IsGivenUp)
            _large.TryRemove(chunk.File, out _);
        if (chunk.IsLast)
            return Stored([await file.EndAsync()]);
        if (chunk.IsGivenUp)
            file.GiveUp();
        else
            await file.AddAsync(chunk.Bytes.ToByteArray());
        return new();
    }

    private static FileAnswer Text(string? text)
    {
        var answer = new FileAnswer();
        if (text is not null)
            answer.Text = text;
        return answer;
    }

    private static FileAnswer Picture(EncodedImage? picture) => picture is null ? new() : new()
    {
        Picture = new() { Bytes = UnsafeByteOperations.UnsafeWrap(picture.Bytes), MimeType = picture.MimeType },
    };

    private static FileAnswer Stored(IReadOnlyList<StoredImage> images) => new()
    {
        Stored = { images.Select(image => new Stored { FileName = image.FileName, Subfolder = image.Subfolder,
            Folder = (int)image.Folder }) },
    };

    private static EncodedImage FromWire(Encoded picture) => new(picture.Bytes.ToByteArray(), picture.MimeType);
}
