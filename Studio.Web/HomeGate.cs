namespace Studio.Web;

/// <summary>
/// Whether this server may do something to others by itself. A STUDIO_DIR that was restored from another place's backup may not: the first
/// one may still run, and downloads, messages and commands would happen twice. Whatever leaves the server without a person's click asks
/// here first, each time. An administrator ends it: <c>Backup.Backups.ConfirmHome</c>, or the verb "home confirm" beside a running server.
/// </summary>
public sealed class HomeGate(StudioOptions options)
{
    /// <summary>What whoever is refused is told.</summary>
    public const string Message =
        "This server was restored from a backup that was made elsewhere, so nothing is sent or fetched by itself. An administrator says on the page Backups that this is its new home.";

    /// <summary>Looked up each time: the command line takes the mark away while the server runs.</summary>
    public bool IsHeld => File.Exists(options.Paths.Away);
}
