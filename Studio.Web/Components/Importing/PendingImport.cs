using Studio.Web.Gallery;

namespace Studio.Web.Components.Importing;

/// <summary>
/// Settings on their way to the Generate page, of one browser tab: too long for an address, and of a picture that nobody has kept.
/// </summary>
public sealed class PendingImport
{
    /// <summary>The address of the page that takes them.</summary>
    public const string Address = "/?import=1";

    private PictureSettings? _settings;

    public void Put(PictureSettings settings) => _settings = settings;

    /// <summary>Once; null when there are none, as after a reload.</summary>
    public PictureSettings? Take()
    {
        var taken = _settings;
        _settings = null;
        return taken;
    }
}
