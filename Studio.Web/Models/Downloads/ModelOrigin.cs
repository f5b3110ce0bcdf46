namespace Studio.Web.Models.Downloads;

/// <summary>Where a model file came from.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Hash">SHA-256 as it was written, lower-case hex.</param>
/// <param name="Source">Without secrets.</param>
/// <param name="SourceKey">A hash of the whole source.</param>
/// <param name="Page">Where people read about it.</param>
public sealed record ModelOrigin(string Path, long Bytes, string Hash, string Source, string SourceKey, string? Page, string? Licence,
    string? BaseModel, IReadOnlyList<string> Words, DateTimeOffset FetchedAt, string FetchedBy);
