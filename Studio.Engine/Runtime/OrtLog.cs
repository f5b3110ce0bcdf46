using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Studio.Engine.Runtime;

/// <summary>Where the runtime's own messages go: an ILogger, or nowhere. Never stderr.</summary>
internal sealed class OrtLog : IDisposable
{
    // Severities of the C API; the runtime is chatty below a warning
    public const int Warning = 2;
    public const int Error = 3;

    private GCHandle _logger;

    public OrtLog(ILogger logger) => _logger = GCHandle.Alloc(logger);

    /// <summary>What the native side hands back to <see cref="Function"/>.</summary>
    public nint Parameter => GCHandle.ToIntPtr(_logger);

    /// <summary>An OrtLoggingFunction; its parameter is <see cref="Parameter"/> of a log that outlives the native object.</summary>
    public static unsafe nint Function => (nint)(delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint, nint, void>)&Write;

    public void Dispose()
    {
        if (_logger.IsAllocated)
            _logger.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Write(nint parameter, int severity, nint category, nint logId, nint location, nint message)
    {
        try
        {
            if (GCHandle.FromIntPtr(parameter).Target is not ILogger logger)
                return;
            var level = severity switch
            {
                0 => LogLevel.Trace,
                1 => LogLevel.Debug,
                Warning => LogLevel.Warning,
                Error => LogLevel.Error,
                _ => LogLevel.Critical,
            };
            logger.Log(level, "ONNX Runtime: {Message} ({Location})", Marshal.PtrToStringUTF8(message), Marshal.PtrToStringUTF8(location));
        }
#pragma warning disable CA1031 // an exception that crosses into native code ends the process
        catch (Exception)
        {
            // a logger that fails must not end a run
        }
#pragma warning restore CA1031
    }
}
