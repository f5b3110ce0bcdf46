namespace Studio.Engine.Imaging;

/// <summary>What is refused before a pixel is decoded: a small file can declare a picture that fills the memory.</summary>
/// <param name="MaxSide">Longest side in pixels.</param>
/// <param name="MaxPixels">Pixels of all frames together.</param>
/// <param name="MaxFrames">Frames of an animation, pages of a document.</param>
/// <param name="MaxBytes">Size of the file.</param>
public sealed record DecodeLimits(
    int MaxSide = 16_384, long MaxPixels = 134_217_728, int MaxFrames = 1024, long MaxBytes = 256 << 20)
{
    public static DecodeLimits Default { get; } = new();

    /// <exception cref="EngineException">The picture is larger than allowed (BadFile).</exception>
    internal void Check(string name, long width, long height, long frames)
    {
        if (Math.Max(width, height) > MaxSide)
            throw TooLarge($"{width} x {height} pixels; at most {MaxSide} on a side are read");
        if (frames > MaxFrames)
            throw TooLarge($"{frames} frames; at most {MaxFrames} are read");
        if (width * height * frames > MaxPixels)
        {
            var inFrames = frames > 1 ? $" in {frames} frames" : "";
            throw TooLarge($"{width} x {height} pixels{inFrames}; at most {MaxPixels / 1_000_000} million pixels are read");
        }

        EngineException TooLarge(string what) => new(EngineError.BadFile, $"{name} is too large: {what}. Shrink it first.");
    }

    /// <exception cref="EngineException">The file is larger than allowed (BadFile).</exception>
    internal void CheckBytes(string name, long length)
    {
        if (length > MaxBytes)
            throw new EngineException(EngineError.BadFile,
                $"{name} is too large: {length >> 20} MiB; at most {MaxBytes >> 20} MiB are read.");
    }
}
