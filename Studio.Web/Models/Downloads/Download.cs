using System.Text.Json.Serialization;
using Studio.Web.Models.Sites;

namespace Studio.Web.Models.Downloads;

public enum DownloadState
{
    /// <summary>Waits for its turn, or until it is worth trying again.</summary>
    Queued,
    Running,

    /// <summary>Somebody stopped it; what is there stays.</summary>
    Paused,
    Done,

    /// <summary>Trying again by itself would not help; what is there stays, and resuming tries again.</summary>
    Failed,

    /// <summary>Somebody gave it up; what was there is gone.</summary>
    Cancelled,
}

/// <summary>One file that is fetched, or was. Replaced whole at each change, never edited.</summary>
public sealed record Download
{
    public required string Id { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Who asked for it; whose tokens for the site are used.</summary>
    public required string Owner { get; init; }

    public required DownloadSource Source { get; init; }

    /// <summary>The kind of model, a key of <see cref="ModelCatalog.Folders"/>; null until the content tells it.</summary>
    public string? Kind { get; init; }

    /// <summary>Below the kind's folder, forward slashes; null until the source tells it.</summary>
    public string? Name { get; init; }

    /// <summary>Higher goes first.</summary>
    public int Priority { get; init; }

    public DownloadState State { get; init; }

    /// <summary>In a row without one new byte.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public long Bytes { get; init; }

    /// <summary>Null while nobody knows.</summary>
    public long? Total { get; init; }

    /// <summary>SHA-256 that is asked for, lower-case hex; what the source itself says is in <see cref="Remote"/>.</summary>
    public string? ExpectedHash { get; init; }

    /// <summary>SHA-256 of what came, lower-case hex.</summary>
    public string? Hash { get; init; }

    /// <summary>What stands in the way or what ended it, and what to do, in a sentence or two.</summary>
    public string? Problem { get; init; }

    /// <summary>What happened on the way that whoever asked should know.</summary>
    public string? Note { get; init; }

    /// <summary>Where the .part file is; a full path.</summary>
    [JsonIgnore]
    public required string Staging { get; init; }

    public RemoteFile? Remote { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Bytes a second now; 0 when nothing arrives. Not kept.</summary>
    public double Speed { get; init; }

    /// <summary>Everything is there and its hash is being taken. Not kept.</summary>
    public bool IsChecking { get; init; }

    public bool IsOver => State is DownloadState.Done or DownloadState.Cancelled;

    /// <summary>What the file is called for people, before its name is known too.</summary>
    public string Title => Name ?? Remote?.FileName ?? Source.Shown;

    /// <summary>The unfinished file.</summary>
    internal string Part => Path.Join(Staging, $".{Source.Key}.part");
}

/// <summary>What somebody wants to have.</summary>
/// <param name="Kind">Null lets the source or the content tell.</param>
/// <param name="Name">Below the kind's folder; null takes the source's name.</param>
/// <param name="Hash">SHA-256 in hex that the file must have; null takes what the source says, if it does.</param>
public sealed record DownloadRequest(DownloadSource Source, string? Kind = null, string? Name = null, string? Hash = null,
    int Priority = 0);

/// <summary>Why a download cannot be had or changed, in a sentence for whoever asked.</summary>
public sealed class DownloadException(DownloadRefusal refusal, string message) : Exception(message)
{
    public DownloadRefusal Refusal { get; } = refusal;
}

public enum DownloadRefusal
{
    BadRequest,
    NotAllowed,
    NotFound,

    /// <summary>A file of that name is there, or the state does not allow it.</summary>
    Conflict,

    /// <summary>The server is set not to fetch anything.</summary>
    Offline,
}
