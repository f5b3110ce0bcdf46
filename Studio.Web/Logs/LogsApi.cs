namespace Studio.Web.Logs;

/// <summary>The door of the log as clients may read it. Its routes are ComfyUI's, in Api/Comfy.</summary>
public static class LogsApi
{
    public static IServiceCollection AddLogMemory(this IServiceCollection services)
    {
        services.AddSingleton<LogMemory>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogMemory>());
        return services;
    }
}
