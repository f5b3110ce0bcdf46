namespace Studio.Web.Models.Sites;

/// <summary>What a source says of a file before a byte of it is fetched.</summary>
/// <param name="Address">Where to ask for it, each time anew; redirects from here may be signed and end.</param>
/// <param name="FileName">One plain name.</param>
public sealed record RemoteFile(Uri Address, string FileName)
{
    public long? Bytes { get; init; }

    /// <summary>SHA-256, lower-case hex; null when the source does not say.</summary>
    public string? Hash { get; init; }

    /// <summary>The kind of model that the source says it is; null when it does not say.</summary>
    public string? Kind { get; init; }

    public string? Licence { get; init; }

    public string? BaseModel { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where people read about it.</summary>
    public string? Page { get; init; }
}

/// <summary>A source does not give what was asked for.</summary>
/// <param name="mayPass">Whether asking again later can help.</param>
/// <param name="after">Not before that.</param>
internal sealed class SiteException(string message, bool mayPass, TimeSpan? after = null) : Exception(message)
{
    public bool MayPass { get; } = mayPass;

    public TimeSpan? After { get; } = after;
}
