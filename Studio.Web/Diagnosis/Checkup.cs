using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.SettingsFile;

namespace Studio.Web.Diagnosis;

/// <summary>The doctor's checks in a server that runs, for administrators.</summary>
public sealed class Checkup
{
    private readonly StudioOptions _options;
    private readonly ISettingsCheck _settings;

    /// <param name="engine">Made first: it says which native library is taken, and for whom it logs.</param>
    internal Checkup(StudioOptions options, ISettingsCheck settings, IEngine engine)
    {
        _ = engine;
        (_options, _settings) = (options, settings);
    }

    /// <summary>What is found now. Seconds the first time, so it is not done on a page's own thread.</summary>
    /// <exception cref="UnauthorizedAccessException">The user is no administrator.</exception>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CurrentUser user)
    {
        if (!user.IsAdmin)
            throw new UnauthorizedAccessException("Only an administrator may have the server examined.");
        return await Task.Run(() => Doctor.Examine(_options, SettingErrors()));
    }

    /// <summary>What the next start would stumble over; this one has gone well.</summary>
    private IReadOnlyList<string> SettingErrors()
    {
        try
        {
            return File.Exists(_options.Paths.Settings) ? _settings.Problems(File.ReadAllText(_options.Paths.Settings)) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"studio.json cannot be read: {StorageFault.Words(e)}"];
        }
    }
}
