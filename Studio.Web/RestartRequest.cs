namespace Studio.Web;

/// <summary>The wish to be started again: the server stops in order, and its exit code says so to whoever started it (<c>./studio start</c>, a container's restart policy).</summary>
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
