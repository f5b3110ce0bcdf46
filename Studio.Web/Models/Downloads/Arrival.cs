using Studio.Engine;
using Studio.Engine.Models.Files;

namespace Studio.Web.Models.Downloads;

/// <summary>
/// The end of a download: is it what was promised, what is it, where does it belong; then it gets its name at once and whole.
/// </summary>
internal sealed class Arrival(ModelCatalog catalog, OriginStore origins, TimeProvider time)
{
    /// <summary>Looks at a whole part file.</summary>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="TransferException">It is not what was promised, or no model.</exception>
    public static async Task<string> CheckAsync(Download download, PartFile part, CancellationToken cancellationToken)
    {
        var hash = await part.HashAsync(cancellationToken);
        var source = download.Remote?.Hash;
        var wrong = download.ExpectedHash is { } expected && expected != hash ? "the one that was asked for"
            : source is not null && source != hash ? "the one that its source names"
            : null;
        if (wrong is null && source is null && download.ExpectedHash is null && download.Remote?.Bytes is { } bytes && bytes != part.Length
            && download.Source is DownloadSource.HuggingFace)
            wrong = $"of the {bytes} bytes that its source names";
        if (wrong is null)
            return hash;
        part.CutTo(0);
        part.Know(note => note with { Mismatches = note.Mismatches + 1, Total = null, Validator = null });
        part.Save();
        throw part.Note.Mismatches < 2
            ? new TransferException(TransferFault.Again, $"What came (SHA-256 {hash[..12]}…) is not {wrong}; it is fetched once more.", TimeSpan.Zero)
            : new TransferException(TransferFault.Final,
                $"What came (SHA-256 {hash[..12]}…) is not {wrong}, twice. The source may have been changed; it is not kept.");
    }

    /// <summary>Names the file and notes where it came from.</summary>
    /// <returns>Kind and name; a number is added to a name that is taken.</returns>
    /// <exception cref="TransferException">It is no model file, or nobody can tell where it belongs.</exception>
    public (string Kind, string Name) Settle(Download download, string hash)
    {
        var name = download.Name ?? download.Remote!.FileName;
        var kind = download.Kind ?? download.Remote?.Kind ?? KindOf(download.Part, name);
        var folder = catalog.Folder(kind)!;
        if (!folder.Extensions.Contains(Path.GetExtension(name).ToLowerInvariant()))
            throw Final($"Files of the kind '{kind}' end in {string.Join(", ", folder.Extensions)}; '{name}' does not.");
        if (WhyNoModel(download.Part, name) is { } why)
            throw Final(why);
        var settled = Move(download, hash, folder.Paths[0], name);
        PartFile.Delete(download.Part);
        return (kind, settled);
    }

    /// <summary>The file that an earlier turn, or an earlier download, brought from there; null when there is none.</summary>
    public (string Kind, string Name, ModelOrigin Origin)? Find(Download download)
    {
        foreach (var origin in origins.OfSource(download.Source.Key))
        {
            var file = new FileInfo(origin.Path);
            if (!file.Exists || file.Length != origin.Bytes || (download.ExpectedHash is { } hash && hash != origin.Hash))
                continue;
            var found = catalog.Folders.SelectMany(folder => folder.Paths.Select(path => (folder.Key, Path: path)))
                .FirstOrDefault(one => origin.Path.StartsWith(one.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal));
            var name = found.Key is null ? null : Path.GetRelativePath(found.Path, origin.Path).Replace('\\', '/');
            if (name is not null && (download.Kind ?? found.Key) == found.Key && (download.Name ?? name) == name)
                return (found.Key!, name, origin);
        }

        return null;
    }

    private string KindOf(string path, string name)
    {
        var facts = catalog.Look(path, name);
        return facts.BelongsTo is { } kind && catalog.Folder(kind) is { Paths.Count: > 0 }
            ? kind
            : throw Final($"It is all there, but nobody can tell which kind of model '{name}' is{(facts.Problem is { } why ? $": {why}" : ".")} "
                + "Resume it with the kind that it is.");
    }

    // the note of where it came from is written first: a server that ends in between finds the file and knows it
    private string Move(Download download, string hash, string folder, string name)
    {
        var bytes = new FileInfo(download.Part).Length;
        var stem = Path.ChangeExtension(name, null);
        for (var number = 1; ; number++)
        {
            var tried = number == 1 ? name : $"{stem} ({number}){Path.GetExtension(name)}";
            var path = SafePath.Below(folder, tried) ?? throw Final($"'{tried}' leads out of its folder.");
            if (Path.Exists(path))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            origins.Save(new ModelOrigin(path, bytes, hash, download.Source.Shown, download.Source.Key, download.Remote?.Page,
                download.Remote?.Licence, download.Remote?.BaseModel, download.Remote?.Words ?? [], time.GetUtcNow(), download.Owner));
            if (AtomicFile.Move(Beside(download.Part, path), path, overwrite: false))
                return tried;
            origins.Remove(path);
        }
    }

    // on another volume a rename would be a copy, which can be seen half done
    private static string Beside(string part, string path)
    {
        var beside = Path.Join(Path.GetDirectoryName(path), Path.GetFileName(part));
        if (beside == part || DownloadRoom.VolumeOf(part) == DownloadRoom.VolumeOf(beside))
            return part;
        File.Copy(part, beside, overwrite: true);
        return beside;
    }

    // weights in our formats are read as far as their header; pickles only have to be such, since their reader says more on the Models page
    private static string? WhyNoModel(string path, string name)
    {
        switch (Path.GetExtension(name).ToLowerInvariant())
        {
            case ".safetensors" or ".sft" or ".gguf":
                try
                {
                    TensorFormats.Read(path);
                    return null;
                }
                catch (EngineException e)
                {
                    return $"What came is no model file: {e.Message.Replace(Path.GetFileName(path), name, StringComparison.Ordinal)}";
                }

            case ".yaml":
                return null;
            default:
                return BeginsLikeTorch(path) ? null : "What came is not what torch.save writes: it begins neither as a zip archive nor as a pickle.";
        }
    }

    private static bool BeginsLikeTorch(string path)
    {
        Span<byte> beginning = stackalloc byte[4];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(beginning, 4, throwOnEndOfStream: false) == 4
            && (beginning.SequenceEqual("PK\u0003\u0004"u8) || beginning[0] == 0x80);
    }

    private static TransferException Final(string message) => new(TransferFault.Final, message);
}
