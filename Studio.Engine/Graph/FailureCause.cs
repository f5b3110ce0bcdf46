namespace Studio.Engine.Graph;

/// <summary>
/// What kind of fault ended a node's work. Finer than <see cref="EngineError"/>, which says who can act on it: clients tell these apart.
/// </summary>
public enum FailureCause
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>A value that cannot be worked with.</summary>
    BadValue,

    /// <summary>A file that is not there, or is not what it should be.</summary>
    NoFile,
    NotAllowed,
    FileExists,

    /// <summary>A file stands where a folder should be.</summary>
    NotAFolder,

    /// <summary>Any other error of the system with files.</summary>
    Storage,
    OutOfMemory,
    NotImplemented,
    TimedOut,
    UnknownKey,
    UnknownIndex,

    /// <summary>The node got an <see cref="ExecutionBlocker"/> with a message and did not run.</summary>
    Blocked,

    /// <summary>Nodes wait for each other.</summary>
    Cycle,
}
