using Studio.Engine;

namespace Studio.Web.Jobs;

/// <summary>Recognises a full disk in an exception.</summary>
internal static class DiskFull
{
    private const int NoSpace = 28;        // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    public static bool IsCause(Exception exception) => exception switch
    {
        EngineException engine => engine.Kind == EngineError.Storage,
        IOException io => io.HResult is NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull,
        AggregateException many => many.InnerExceptions.Any(IsCause),
        _ => exception.InnerException is { } inner && IsCause(inner),
    };
}
