using Studio.Engine.Models.Files.Torch;

namespace Studio.Engine.Models.Files;

/// <summary>
/// What a model file says of itself: its tensors and where they lie. Of safetensors, or of what torch.save wrote (.ckpt, .pt, .pth, .bin),
/// whatever the file's name ends in. Nothing of it is believed before it is checked, and nothing in it is ever run.
/// </summary>
public sealed class TensorHeader
{
    internal TensorHeader(string path, IReadOnlyDictionary<string, TensorEntry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
    }

    public string Path { get; }

    /// <summary>
    /// Every tensor by name, in the order of the file: of safetensors that of the offsets, of torch files that of the dictionary that was
    /// saved.
    /// </summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>The texts under __metadata__ of safetensors; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header; the tensors' bytes are not read.</summary>
    /// <exception cref="EngineException">BadFile: not there, not readable, or not what the formats allow.</exception>
    public static TensorHeader Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
            if (SafetensorsReader.Recognizes(file))
                return SafetensorsReader.Read(path, file);
            if (TorchReader.Recognizes(file))
                return TorchReader.Read(path, file);
            return System.IO.Path.GetExtension(path).ToLowerInvariant() is ".safetensors" or ".sft"
                ? SafetensorsReader.Read(path, file)
                : throw Bad(path, "it begins neither as safetensors do nor as what torch.save writes");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineError.BadFile, $"There is no file '{path}'.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"The file '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The same file with its tensors under other names; those without one are left out.</summary>
    internal TensorHeader Renamed(Func<string, string?> rename)
    {
        var renamed = new OrderedDictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var tensor in Tensors.Values)
        {
            if (rename(tensor.Name) is { } name)
                renamed[name] = tensor with { Name = name };
        }
        return new TensorHeader(Path, renamed, Metadata);
    }

    /// <summary>The same file with each tensor seen as others: parts of it, or its numbers in another order.</summary>
    internal TensorHeader Replaced(Func<TensorEntry, IEnumerable<TensorEntry>> replace)
    {
        var replaced = new OrderedDictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var tensor in Tensors.Values.SelectMany(replace))
            replaced[tensor.Name] = tensor;
        return new TensorHeader(Path, replaced, Metadata);
    }

    internal static EngineException Bad(string path, string what, Exception? inner = null) =>
        new(EngineError.BadFile, $"'{System.IO.Path.GetFileName(path)}' is not a usable model file: {what}. Download or export it again.",
            inner);

    /// <summary>The first bytes of a file, from which formats are told apart; fewer when there are not so many.</summary>
    internal static ReadOnlySpan<byte> Beginning(FileStream file, Span<byte> target)
    {
        file.Position = 0;
        var count = file.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return target[..count];
    }
}
