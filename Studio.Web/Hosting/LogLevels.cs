namespace Studio.Web.Hosting;

/// <summary>ComfyUI's (Python's) names of log levels.</summary>
internal static class LogLevels
{
    public static readonly IReadOnlyDictionary<string, LogLevel> ByName = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase)
    {
        ["TRACE"] = LogLevel.Trace,
        ["DEBUG"] = LogLevel.Debug,
        ["INFO"] = LogLevel.Information,
        ["WARNING"] = LogLevel.Warning,
        ["ERROR"] = LogLevel.Error,
        ["CRITICAL"] = LogLevel.Critical,
    };
}
