namespace Studio.Web;

/// <summary>
/// The wish to be started again: the server stops in order and puts a new process in its own place; where it cannot, its exit code asks
/// whoever started it.
/// </summary>
public sealed class RestartRequest(IHostApplicationLifetime lifetime)
{
    /// <summary>EX_TEMPFAIL of sysexits.h: try again.</summary>
    public const int ExitCode = 75;

    private volatile bool _wanted;

    public bool IsWanted => _wanted;

    public void Ask()
    {
        _wanted = true;
        lifetime.StopApplication();
    }
}
