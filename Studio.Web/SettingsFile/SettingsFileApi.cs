namespace Studio.Web.SettingsFile;

/// <summary>The door of the settings: pages only, no routes.</summary>
public static class SettingsFileApi
{
    public static IServiceCollection AddSettingsFile(this IServiceCollection services) => services.AddSingleton<SettingsEditor>();
}
