namespace Studio.Web.Models.Library;

/// <summary>What somebody said of a file, and its hash.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Strength">Usual strength of a LoRA; null where nobody said.</param>
public sealed record ModelNote(string Path, IReadOnlyList<string> Tags, string Notes, double? Strength)
{
    /// <summary>SHA-256 in lower-case hex of the file as it was then.</summary>
    public string? Hash { get; init; }

    public long HashedBytes { get; init; }

    public DateTimeOffset? HashedModified { get; init; }

    public DateTimeOffset? LastUsed { get; init; }

    public static ModelNote Empty(string path) => new(path, [], "", null);

    /// <summary>The hash of this very file; null when it was never taken, or the file has changed.</summary>
    public string? HashOf(ModelFile file) => HashedBytes == file.Bytes
        && HashedModified?.ToUnixTimeMilliseconds() == file.Modified.ToUnixTimeMilliseconds() ? Hash : null;
}

/// <summary>A deleted file that can be had back.</summary>
/// <param name="Path">Where it was; a full path.</param>
/// <param name="BinPath">Where it is.</param>
public sealed record BinnedModel(string Id, string Path, string BinPath, string Kind, string Name, long Bytes, DateTimeOffset DeletedAt,
    string DeletedBy);
