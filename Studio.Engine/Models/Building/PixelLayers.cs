using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>The layers of networks that work on pictures themselves, [B,C,H,W].</summary>
internal static class PixelLayers
{
    /// <summary>x where it is positive, else slope x (Maas et al. 2013).</summary>
    public static Value LeakyRelu(this OnnxGraph g, Value x, float slope) => g.Op("LeakyRelu", [x], OrtAttribute.Float("alpha", slope));

    /// <summary>The same with a learned slope for each channel (He et al. 2015, arXiv:1502.01852).</summary>
    public static Value PRelu(this OnnxGraph g, Value x, string name, int channels) =>
        g.Op("PRelu", [x, g.ChannelWeight(name + ".weight", channels)]);

    /// <summary>
    /// Groups of factor^2 channels become squares of pixels: [B,C factor^2,H,W] to [B,C,H factor,W factor] (Shi et al. 2016,
    /// arXiv:1609.05158).
    /// </summary>
    public static Value PixelShuffle(this OnnxGraph g, Value x, int factor) => factor == 1 ? x : g.Op("DepthToSpace", [x],
        OrtAttribute.Int("blocksize", factor), OrtAttribute.String("mode", "CRD"));

    /// <summary>The way back. Sides are multiples of the factor.</summary>
    /// <param name="channels">C of the picture.</param>
    public static Value PixelUnshuffle(this OnnxGraph g, Value x, int channels, int factor)
    {
        if (factor == 1)
            return x;
        // the operator puts the place in the square before the channel
        var places = factor * factor;
        long[] order = [.. Enumerable.Range(0, channels * places).Select(to => (long)((to % places * channels) + (to / places)))];
        var deep = g.Op("SpaceToDepth", [x], OrtAttribute.Int("blocksize", factor));
        return g.Op("Gather", [deep, g.Constant(order)], OrtAttribute.Int("axis", 1));
    }
}
