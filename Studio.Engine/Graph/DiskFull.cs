namespace Studio.Engine.Graph;

/// <summary>Recognises a full disk in an exception, whoever met it: a run that failed of it is worth another try.</summary>
public static class DiskFull
{
    private const int NoSpace = 28;        // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the disk is full, a quota is used up, or the engine says that it could not store something.</summary>
    public static bool IsCause(Exception exception) => exception switch
    {
        EngineException engine => engine.Kind == EngineError.Storage,
        IOException io => io.HResult is NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull,
        AggregateException many => many.InnerExceptions.Any(IsCause),
        _ => exception.InnerException is { } inner && IsCause(inner),
    };
}
