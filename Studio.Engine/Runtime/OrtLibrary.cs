using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Engine.Runtime;

/// <summary>
/// Which ONNX Runtime this process uses. Order: the path that was set (it alone, or an error) → the folder of a build that references a
/// NuGet runtime package → native/ beside the program (copied there at build, Native.targets) → the system's.
/// </summary>
internal static unsafe class OrtLibrary
{
    /// <summary>The newest table that <see cref="OrtApi"/> was checked against.</summary>
    internal const uint NewestApi = 31;

    /// <summary>The first with the model editor, which the engine cannot do without.</summary>
    internal const uint OldestApi = 22;

    /// <summary>A loaded library. <paramref name="Path"/> is a bare name when the system's loader found it.</summary>
    public sealed record Loaded(string Path, string Version, uint ApiVersion, nint Api);

    /// <summary>Loads the first usable library. Call once per process.</summary>
    /// <param name="explicitPath">A file, or a folder that holds the library; null to search.</param>
    /// <exception cref="EngineException">None (or not the explicit one) can be used; the message says what failed and why.</exception>
    public static Loaded Load(string? explicitPath)
    {
        ReturnFreedMemoryToTheSystem();
        var failures = new StringBuilder();
        foreach (var candidate in explicitPath is null ? Candidates() : [ExplicitFile(explicitPath)])
        {
            if (TryLoad(candidate, out var loaded, out var failure))
                return loaded;
            failures.Append("\n  ").Append(candidate).Append(": ").Append(failure);
        }
        throw new EngineException(EngineError.Native, explicitPath is null
            ? $"No usable ONNX Runtime was found. Build again with ./studio build, or set the library's path. Tried:{failures}"
            : $"The ONNX Runtime library that was set cannot be used. Correct the path, or remove it to use the shipped one.{failures}");
    }

    private static string ExplicitFile(string path) =>
        Directory.Exists(path) ? FilesIn(path).FirstOrDefault() ?? Path.Combine(path, FileNames()[0]) : path;

    private static IEnumerable<string> Candidates()
    {
        var root = AppContext.BaseDirectory;
        var package = Path.Combine(root, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        string[] folders = [package, root, Path.Combine(root, "native")];
        return folders.SelectMany(FilesIn).Concat(FileNames());
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        FileNames().Select(name => Path.Combine(folder, name)).Where(File.Exists).Concat(VersionedFilesIn(folder));

    // macOS packages carry the version in the file's name
    private static IEnumerable<string> VersionedFilesIn(string folder) =>
        OperatingSystem.IsMacOS() && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "libonnxruntime.*.dylib").Order() : [];

    private static string[] FileNames() =>
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];

    private static bool TryLoad(string path, out Loaded loaded, out string failure)
    {
        loaded = null!;
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
        {
            failure = problem.Message.ReplaceLineEndings(" ");
            return false;
        }
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
        {
            failure = "it is not an ONNX Runtime library (no OrtGetApiBase)";
            return false;
        }
        var apiBase = (nint*)((delegate* unmanaged[Cdecl]<nint>)entry)();
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)apiBase[1])()) ?? "?";
        // Downwards only as far as the library goes: asking for more than it has makes it print to stderr.
        for (var wanted = Math.Min(NewestApi, MinorOf(version)); wanted >= OldestApi; wanted--)
        {
            var api = ((delegate* unmanaged[Cdecl]<uint, nint>)apiBase[0])(wanted);
            if (api == 0)
                continue;
            failure = "";
            loaded = new Loaded(path, version, wanted, api);
            return true;
        }
        failure = $"it is version {version}; 1.{OldestApi} or newer is needed";
        return false;
    }

    /// <summary>The API number of release 1.N is N.</summary>
    private static uint MinorOf(string version) =>
        version.Split('.') is ["1", var minor, ..] && uint.TryParse(minor, out var number) ? number : NewestApi;

    /// <summary>
    /// glibc raises its mmap threshold as large blocks are freed and then keeps them on the heap: a disposed session would leave its
    /// weights resident. Fixed thresholds keep large blocks mapped one by one, so freeing gives them back.
    /// </summary>
    private static void ReturnFreedMemoryToTheSystem()
    {
        const int trimThreshold = -1, mmapThreshold = -3;
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc))
            return;
        if (!NativeLibrary.TryGetExport(libc, "mallopt", out var entry))
            return;
        var mallopt = (delegate* unmanaged[Cdecl]<int, int, int>)entry;
        mallopt(mmapThreshold, 256 * 1024);
        mallopt(trimThreshold, 1024 * 1024);
    }
}
