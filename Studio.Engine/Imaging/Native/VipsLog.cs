using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Studio.Engine.Imaging.Native;

/// <summary>glib's messages, which would go to the standard error stream, in our log.</summary>
internal static unsafe class VipsLog
{
    private const int ErrorOrCritical = 4 | 8;
    private static int _criticals;

    /// <summary>Where the messages go.</summary>
    public static ILogger Sink { get; set; } = NullLogger.Instance;

    /// <summary>How often the library found itself misused since the start, for instance with a value out of range.</summary>
    public static int Criticals => Volatile.Read(ref _criticals);

    public static void Attach() => _ = VipsApi.g_log_set_default_handler(&OnMessage, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint domain, int level, nint text, nint data)
    {
        var critical = (level & ErrorOrCritical) != 0;
        if (critical)
            Interlocked.Increment(ref _criticals);
        try
        {
            var severity = critical ? LogLevel.Error : LogLevel.Debug;
            if (Sink.IsEnabled(severity))
                Sink.Log(severity, "{Domain}: {Message}", Marshal.PtrToStringUTF8(domain), Marshal.PtrToStringUTF8(text));
        }
        catch (Exception)
        {
            // an exception must not travel through native frames, and there is nowhere left to report it to
        }
    }
}
