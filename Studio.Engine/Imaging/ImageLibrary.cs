using Microsoft.Extensions.Logging;
using Studio.Engine.Imaging.Native;

namespace Studio.Engine.Imaging;

/// <summary>The native picture library behind <see cref="ImageCodec"/>: which file it is, and where its messages go.</summary>
public static class ImageLibrary
{
    /// <summary>Call before the first picture. A null path looks in native/ beside the assemblies, then on the system.</summary>
    public static void Configure(string? libraryPath, ILogger logger)
    {
        VipsLibrary.Use(libraryPath);
        VipsLog.Sink = logger;
    }

    /// <summary>"libvips 8.18.7 (/path)"; loads the library if that has not happened.</summary>
    /// <exception cref="EngineException">There is none, or it cannot be used (Native).</exception>
    public static string Describe()
    {
        var loaded = VipsLibrary.Require();
        return $"libvips {loaded.Version} ({loaded.Path})";
    }
}
