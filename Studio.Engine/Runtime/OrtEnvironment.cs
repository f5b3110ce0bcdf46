using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Studio.Engine.Runtime;

/// <summary>
/// The runtime's one environment: made at first use, with one thread pool for all sessions, and kept until the process ends
/// (the C API allows one per process; a second one would be the same object).
/// </summary>
public sealed class OrtEnvironment
{
    private static readonly Lock Gate = new();
    private static OrtEnvironment? _current;
    private static (string? LibraryPath, int Threads, ILogger Logger) _settings = (null, 0, NullLogger.Instance);

    private readonly ConcurrentDictionary<DevicePlace, DeviceCopier> _copiers = new();

    private OrtEnvironment(OrtLibrary.Loaded library, nint env, nint allocator, nint cpuMemory, int threads)
    {
        Library = library;
        Env = env;
        Allocator = allocator;
        CpuMemory = cpuMemory;
        Threads = threads;
    }

    internal static OrtEnvironment Current
    {
        get
        {
            lock (Gate)
                return _current ??= Start();
        }
    }

    internal OrtLibrary.Loaded Library { get; }

    internal nint Env { get; }

    internal nint Allocator { get; }

    internal nint CpuMemory { get; }

    /// <summary>The domain with our own operators.</summary>
    internal nint OwnOperators { get; } = Runtime.OwnOperators.CreateDomain();

    /// <summary>Threads of the shared pool; 0: as many as the runtime thinks right.</summary>
    internal int Threads { get; }

    /// <summary>Says which library to use and how; to be called before the first use of this folder.</summary>
    /// <param name="libraryPath">A file or folder; null searches. A path that was set and fails is an error: no other is tried.</param>
    /// <param name="threads">Size of the pool that all sessions share; 0 for one per physical core that the process may use.</param>
    /// <param name="logger">Receives the runtime's own messages; null drops them.</param>
    /// <exception cref="InvalidOperationException">The runtime is already loaded with other settings.</exception>
    public static void Configure(string? libraryPath, int threads = 0, ILogger? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        lock (Gate)
        {
            if (_current is not null && (libraryPath, threads) != (_settings.LibraryPath, _settings.Threads))
                throw new InvalidOperationException("ONNX Runtime is already loaded; its library and thread count cannot change any more.");
            _settings = (libraryPath, threads, logger ?? NullLogger.Instance);
        }
    }

    internal DeviceCopier CopierOf(DevicePlace place) => _copiers.GetOrAdd(place, static place => new DeviceCopier(place));

    /// <summary>The providers compiled into the library, by the runtime's names. That says nothing of whether they work.</summary>
    internal unsafe IReadOnlyList<string> CompiledProviders()
    {
        OrtStatus.Check(OrtApi.GetAvailableProviders(out var list, out var count), "Listing execution providers");
        var names = Enumerable.Range(0, count).Select(i => Marshal.PtrToStringUTF8(((nint*)list)[i]) ?? "").ToList();
        OrtStatus.Check(OrtApi.ReleaseAvailableProviders((nint*)list, count), "Listing execution providers");
        return names;
    }

    private static OrtEnvironment Start()
    {
        const string doing = "Starting ONNX Runtime";
        var library = OrtLibrary.Load(_settings.LibraryPath);
        OrtApi.Adopt(library.Api);
        var threads = _settings.Threads > 0 ? _settings.Threads : Processors.Usable();
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.CreateThreadingOptions(out var threading), doing);
        try
        {
            OrtStatus.Check(OrtApi.SetGlobalIntraOpNumThreads(threading, threads), doing);
            OrtStatus.Check(OrtApi.SetGlobalInterOpNumThreads(threading, 1), doing);
            // lives as long as the environment, which is until the process ends
            var log = new OrtLog(_settings.Logger);
            OrtStatus.Check(OrtApi.CreateEnvWithCustomLoggerAndGlobalThreadPools(OrtLog.Function, log.Parameter, OrtLog.Warning,
                strings.Utf8("studio"), threading, out var env), doing);
            OrtStatus.Check(OrtApi.DisableTelemetryEvents(env), doing);
            SharedArena.Register(env);
            OrtStatus.Check(OrtApi.GetAllocatorWithDefaultOptions(out var allocator), doing);
            OrtStatus.Check(OrtApi.CreateCpuMemoryInfo(0, 0, out var cpuMemory), doing);
            return new OrtEnvironment(library, env, allocator, cpuMemory, threads);
        }
        finally
        {
            OrtApi.ReleaseThreadingOptions(threading);
        }
    }
}
