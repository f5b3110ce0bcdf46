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
