namespace Studio.Engine;

/// <summary>
/// What kind of failure it is, as far as a caller can act on it. Cancellation is not a failure: it is
/// <see cref="OperationCanceledException"/>.
/// </summary>
public enum EngineError
{
    /// <summary>The prompt asks for something that cannot be done; the user changes the prompt.</summary>
    BadPrompt,

    /// <summary>A file that the prompt names is not there, or is not what it should be; the user changes the file or the name.</summary>
    BadFile,

    /// <summary>A model is recognised but this build cannot run it.</summary>
    Unsupported,

    /// <summary>Memory or device memory ran out; smaller pictures, smaller batches or a lower memory mode help.</summary>
    OutOfMemory,

    /// <summary>The disk is full or can only be read; the same works once the operator has freed space.</summary>
    Storage,

    /// <summary>
    /// A file cannot be written under that name or in that folder, and would not be later either; the message says who changes what.
    /// </summary>
    Unwritable,

    /// <summary>A native library reported an error that is none of the above.</summary>
    Native,
}

/// <summary>A failure with a message written for the person who must act on it: what was wrong, where, and what to do.</summary>
public class EngineException(EngineError kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public EngineError Kind { get; } = kind;

    /// <summary>Bytes that were to be stored, as far as known; says something with <see cref="EngineError.Storage"/> only.</summary>
    public long NeededBytes { get; init; }
}
