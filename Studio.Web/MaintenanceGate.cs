namespace Studio.Web;

/// <summary>
/// Whether the server is to be left alone at the moment. Services ask it before they change something, since an open page passes through
/// no middleware; <c>Updates.MaintenanceMode</c> closes and opens it.
/// </summary>
public sealed class MaintenanceGate
{
    /// <summary>What every refusal says.</summary>
    public const string Message = "System is updating, please wait...";

    private volatile bool _closed;

    public bool IsClosed => _closed;

    internal void Close() => _closed = true;

    internal void Open() => _closed = false;
}
