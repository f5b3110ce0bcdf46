using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Studio.Engine.Imaging.Native;

/// <summary>
/// Which libvips is used, and its one-time set-up. In this order: the file named by the settings (no other is tried then), a file in
/// native/ beside the assemblies, the system's own. The npm build holds glib and gobject too; elsewhere they are libraries of their
/// own.
/// </summary>
internal static class VipsLibrary
{
    private const int OldestMinor = 13; // the first with vips_block_untrusted_set

    private static readonly string[] Loaders = ["Png", "Jpeg", "Webp", "Heif", "Nsgif", "Tiff"];
    private static readonly Lazy<Loaded> Library = new(Load);
    private static string? _explicitPath;

    /// <summary>The file to load instead of the one that would be found; without effect once the library is loaded.</summary>
    public static void Use(string? path) => _explicitPath = path;

    /// <summary>Loads and sets up the library on first call.</summary>
    /// <exception cref="EngineException">None was found, or the one found cannot be used (Native).</exception>
    public static Loaded Require() => Library.Value;

    private static Loaded Load()
    {
        var (vips, path) = Open();
        var glib = CarriesGlib(vips) ? vips : NativeLibrary.Load(GlibName("glib"));
        var gobject = CarriesGlib(vips) ? vips : NativeLibrary.Load(GlibName("gobject"));
        AssemblyLoadContext.GetLoadContext(typeof(VipsApi).Assembly)!.ResolvingUnmanagedDll += (_, name) => name switch
        {
            VipsApi.Vips => vips,
            VipsApi.GLib => glib,
            VipsApi.GObject => gobject,
            _ => 0,
        };
        if (VipsApi.vips_init("studio") != 0)
            throw new EngineException(EngineError.Native, $"libvips ({path}) did not start: {VipsError.Take()}");
        int major = VipsApi.vips_version(0), minor = VipsApi.vips_version(1);
        if (major != 8 || minor < OldestMinor)
            throw new EngineException(EngineError.Native,
                $"libvips {major}.{minor} ({path}) does not fit: 8.{OldestMinor} or newer is needed.");
        Harden();
        return new Loaded(path, $"{major}.{minor}.{VipsApi.vips_version(2)}");
    }

    /// <summary>Pictures come from strangers: only well-tried decoders, nothing kept between pictures, warnings into our log.</summary>
    private static void Harden()
    {
        VipsLog.Attach();
        VipsApi.vips_block_untrusted_set(1);
        VipsApi.vips_operation_block_set("VipsForeignLoad", 1);
        foreach (var loader in Loaders)
            VipsApi.vips_operation_block_set("VipsForeignLoad" + loader, 0);
        VipsApi.vips_cache_set_max(0);
        VipsApi.vips_concurrency_set(Math.Min(Environment.ProcessorCount, 4));
    }

    private static (nint Handle, string Path) Open()
    {
        if (_explicitPath is { } chosen)
            return NativeLibrary.TryLoad(chosen, out var handle)
                ? (handle, chosen)
                : throw new EngineException(EngineError.Native,
                    $"The libvips named in the settings, {chosen}, cannot be loaded. Correct the path or remove the setting.");
        var folder = Path.Combine(AppContext.BaseDirectory, "native");
        string[] bundled = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "libvips*").Order(StringComparer.Ordinal)] : [];
        foreach (var candidate in bundled.Append(SystemName()))
            if (NativeLibrary.TryLoad(candidate, out var handle))
                return (handle, candidate);
        throw new EngineException(EngineError.Native,
            $"There is no libvips in {folder} and no {SystemName()} on the system. " +
            "Build with its npm package, or install it (Debian: libvips42).");
    }

    private static bool CarriesGlib(nint vips) => NativeLibrary.TryGetExport(vips, "g_object_unref", out _);

    private static string SystemName() =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";

    private static string GlibName(string name) =>
        OperatingSystem.IsWindows() ? $"lib{name}-2.0-0.dll" : OperatingSystem.IsMacOS() ? $"lib{name}-2.0.0.dylib" : $"lib{name}-2.0.so.0";

    /// <summary>The library in use.</summary>
    internal sealed record Loaded(string Path, string Version);
}
