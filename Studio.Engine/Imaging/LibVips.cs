using System.Diagnostics;
using NetVips;
using Vips = NetVips.NetVips;
using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>
/// libvips as NetVips binds it: its one-time set-up for pictures that come from strangers, and the frame in which each piece of work with
/// it runs. NetVips loads the library of its native package, or else the system's.
/// </summary>
internal static class LibVips
{
    private const int OldestMinor = 13; // the first that can block operations

    private static readonly string[] Loaders = ["Png", "Jpeg", "Webp", "Heif", "Nsgif", "Tiff"];
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>"8.18.7".</summary>
    /// <exception cref="EngineException">There is no library, or it cannot be used (Native).</exception>
    public static string Version() => Loaded.Value;

    /// <summary>The file that was loaded.</summary>
    public static string? Path()
    {
        _ = Loaded.Value;
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .FirstOrDefault(module => module.ModuleName.StartsWith("libvips", StringComparison.OrdinalIgnoreCase))?.FileName;
    }

    /// <summary>One piece of work with the library.</summary>
    /// <exception cref="EngineException">The library failed (Native); the message is its reason.</exception>
    public static T Run<T>(Func<T> work)
    {
        _ = Loaded.Value;
        ForgetErrors();
        try
        {
            return work();
        }
        catch (VipsException failure)
        {
            throw new EngineException(EngineError.Native, Reason(failure), failure);
        }
    }

    /// <summary>
    /// What the step makes of a picture, which is released: pixels and file bytes are no longer its own then, and a picture made of it
    /// holds it.
    /// </summary>
    public static T Then<T>(this VipsImage image, Func<VipsImage, T> step)
    {
        using (image)
            return step(image);
    }

    private static string Load()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new EngineException(EngineError.Native,
                $"libvips cannot be loaded ({ModuleInitializer.Exception?.Message}). Publish with its native package, or install it (Debian: libvips42).",
                ModuleInitializer.Exception);
        int major = Vips.Version(0), minor = Vips.Version(1);
        if (major != 8 || minor < OldestMinor)
            throw new EngineException(EngineError.Native, $"libvips {major}.{minor} does not fit: 8.{OldestMinor} or newer is needed.");
        Harden();
        return $"{major}.{minor}.{Vips.Version(2)}";
    }

    /// <summary>Only well-tried decoders, nothing kept between pictures, messages into our log.</summary>
    private static void Harden()
    {
        VipsLog.Attach();
        Vips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Loaders)
            Operation.Block("VipsForeignLoad" + loader, false);
        Cache.Max = 0;
        Vips.Concurrency = Math.Min(Environment.ProcessorCount, 4);
    }

    /// <summary>
    /// The library collects its errors in one buffer for the whole process, where calls that succeeded in the end leave text too. NetVips
    /// empties it when it makes an exception, and at no other time.
    /// </summary>
    private static void ForgetErrors() => _ = new VipsException("");

    /// <summary>
    /// NetVips's sentence, then the library's. The buffer may hold a line of another thread's failure: it is shown, never decided upon.
    /// That a call failed is known from its result alone.
    /// </summary>
    private static string Reason(VipsException failure)
    {
        var lines = failure.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.ElementAtOrDefault(1) ?? lines.ElementAtOrDefault(0) ?? "libvips gives no reason";
    }
}
