using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>Where loaders put text encoders: with all else, or in main memory, which leaves a device's own to the denoiser.</summary>
internal static class TextEncoderPlaces
{
    public const string Default = "default";
    public const string Processor = "cpu";

    public static ClipModel Put(ClipModel clip, string? place) => place == Processor ? clip.InMainMemory() : clip;
}
