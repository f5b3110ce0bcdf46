using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

public sealed record ImageAndMask(Image Image, Mask Mask);

public sealed record ImageSize([Output("width")] int Width, [Output("height")] int Height, [Output("batch_size")] int BatchSize);

/// <summary>The channels of pictures [B,H,W,C].</summary>
internal static class ColourChannels
{
    private static readonly string[] Names = ["red", "green", "blue", "alpha"];

    public static int Index(string name) => Array.IndexOf(Names, name);

    /// <summary>One channel as [B,H,W].</summary>
    /// <exception cref="EngineException">The pictures do not have it (BadPrompt).</exception>
    public static Tensor Of(Tensor pixels, int channel)
    {
        var count = pixels.Size(3);
        if (channel < 0 || channel >= count)
            throw new EngineException(EngineError.BadPrompt, $"The picture has no {Names.ElementAtOrDefault(channel) ?? "such"} channel.");
        var values = new Tensor(pixels.Size(0), pixels.Size(1), pixels.Size(2));
        for (var i = 0; i < values.Length; i++)
            values.Span[i] = pixels.Span[(i * count) + channel];
        return values;
    }
}
