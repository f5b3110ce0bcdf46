using Microsoft.Extensions.Logging;

namespace Studio.Engine.Imaging;

/// <summary>The native picture library behind <see cref="ImageCodec"/>: which file it is, and where its messages go.</summary>
public static class ImageLibrary
{
    /// <summary>Call before the first picture.</summary>
    public static void Configure(ILogger logger) => VipsLog.Sink = logger;

    /// <summary>"libvips 8.18.7 (/path)"; loads the library if that has not happened.</summary>
    /// <exception cref="EngineException">There is none, or it cannot be used (Native).</exception>
    public static string Describe() => $"libvips {LibVips.Version()} ({LibVips.Path()})";
}
