using System.Collections.Frozen;

namespace Studio.Engine.Nodes;

/// <summary>How a picture b lies on a picture a, per channel in 0..1; the usual formulas (W3C Compositing and Blending).</summary>
internal static class BlendModes
{
    private static readonly FrozenDictionary<string, Func<float, float, float>> ByName = new Dictionary<string, Func<float, float, float>>
    {
        ["normal"] = (_, b) => b,
        ["multiply"] = (a, b) => a * b,
        ["screen"] = (a, b) => 1 - ((1 - a) * (1 - b)),
        ["overlay"] = (a, b) => a <= 0.5f ? 2 * a * b : 1 - (2 * (1 - a) * (1 - b)),
        ["soft_light"] = SoftLight,
        ["difference"] = (a, b) => a - b,
    }.ToFrozenDictionary();

    public static Func<float, float, float> Of(string name) => ByName.GetValueOrDefault(name)
        ?? throw new EngineException(EngineError.BadPrompt,
            $"There is no blend mode '{name}'. Choose one of: {string.Join(", ", ByName.Keys)}.");

    private static float SoftLight(float a, float b)
    {
        if (b <= 0.5f)
            return a - ((1 - (2 * b)) * a * (1 - a));
        var bright = a <= 0.25f ? ((((16 * a) - 12) * a) + 4) * a : MathF.Sqrt(a);
        return a + (((2 * b) - 1) * (bright - a));
    }
}
