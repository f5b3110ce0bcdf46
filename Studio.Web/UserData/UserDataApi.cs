namespace Studio.Web.UserData;

/// <summary>
/// The door of what people keep on the server: settings and files of their own, workflows above all. Its routes are ComfyUI's, in
/// Api/Comfy.
/// </summary>
public static class UserDataApi
{
    public static IServiceCollection AddUserData(this IServiceCollection services) =>
        services.AddSingleton<UserSpaces>().AddSingleton<UserSettings>()
            .AddSingleton<ModelPreferences>().AddSingleton<NoticeChoices>().AddSingleton<WildcardFiles>().AddSingleton<UserFiles>()
            .AddSingleton<Presets>().AddSingleton<SheetFiles>();
}
