using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetVips;

namespace Studio.Engine.Imaging;

/// <summary>The messages of libvips and glib, which would go to the standard error stream, in our log.</summary>
internal static class VipsLog
{
    private static readonly string?[] Domains = ["VIPS", "GLib", "GLib-GObject", "GLib-GIO", null];
    private static int _criticals;

    /// <summary>Where the messages go.</summary>
    public static ILogger Sink { get; set; } = NullLogger.Instance;

    /// <summary>How often the library found itself misused since the start, for instance with a value out of range.</summary>
    public static int Criticals => Volatile.Read(ref _criticals);

    public static void Attach()
    {
        foreach (var domain in Domains)
            Log.SetLogHandler(domain, Enums.LogLevelFlags.All, OnMessage);
    }

    private static void OnMessage(string? domain, Enums.LogLevelFlags level, string? text)
    {
        var critical = level.HasFlag(Enums.LogLevelFlags.Error) || level.HasFlag(Enums.LogLevelFlags.Critical);
        if (critical)
            Interlocked.Increment(ref _criticals);
        try
        {
            Sink.Log(critical ? LogLevel.Error : LogLevel.Debug, "{Domain}: {Message}", domain, text);
        }
        catch (Exception)
        {
            // an exception must not travel through native frames, and there is nowhere left to report it to
        }
    }
}
