namespace Studio.Engine.Models.Patching;

/// <summary>
/// How much an IP-Adapter counts in each transformer of a UNet, by the names and numbers of ComfyUI's IPAdapter extension: Stable Diffusion
/// 1.5 has 16 transformers and SDXL 11, in some of which style and in others composition is decided.
/// </summary>
internal static class IpAdapterWeights
{
    public const string Linear = "linear";

    private const int TransformersOfXl = 11;
    private const double Weak = 0.2;

    private static readonly int[] StyleOf1 = [0, 1, 2, 3, 9, 10, 11, 12, 13, 14, 15];
    private static readonly int[] StyleOfXl = [6];

    /// <summary>What the weight is multiplied by; null: the adapter does nothing there.</summary>
    /// <param name="transformers">How many the UNet has.</param>
    public static double? Factor(string type, AdapterPlace place, int transformers)
    {
        // the extension names the middle by a number that ComfyUI does not use, so that nothing happens there
        if (place.Part == "middle")
            return null;
        var (at, isXl) = (place.Transformer, transformers == TransformersOfXl);
        var (all, half) = (isXl ? TransformersOfXl : 16.0, isXl ? TransformersOfXl / 2.0 : 8);
        return type switch
        {
            "ease in" => Ease(1 - (at / all)),
            "ease out" => Ease(at / all),
            "ease in-out" => Ease(1 - (Math.Abs(at - half) / half)),
            "reverse in-out" => Ease(Math.Abs(at - half) / half),
            "weak input" => place.Part == "input" ? Weak : 1,
            "weak output" => place.Part == "output" ? Weak : 1,
            "strong middle" => Weak,
            "style transfer" => Style(at, isXl),
            "composition" => Composition(at, isXl, inner: 0.25),
            "strong style transfer" => isXl ? (at == 3 ? null : 1) : at is 4 or 5 ? null : 1,
            "style and composition" or "style transfer precise" => Composition(at, isXl, inner: 0.25) ?? Style(at, isXl),
            "composition precise" => Precise(at, isXl),
            _ => 1,
        };
    }

    /// <summary>
    /// Whether the negative side is given the picture there, and the positive one nothing: so is kept away what is not to be taken from it.
    /// </summary>
    public static bool IsTurned(string type, AdapterPlace place, int transformers)
    {
        var decidesComposition = transformers == TransformersOfXl ? place.Transformer == 3 : place.Transformer is 4 or 5;
        return type switch
        {
            "style transfer precise" => decidesComposition,
            "composition precise" => !decidesComposition,
            _ => false,
        };
    }

    private static double Ease(double share) => 0.05 + (0.95 * share);

    private static double? Style(int at, bool isXl) => (isXl ? StyleOfXl : StyleOf1).Contains(at) ? 1 : null;

    private static double? Composition(int at, bool isXl, double inner) =>
        isXl ? (at == 3 ? 1 : null) : at == 5 ? 1 : at == 4 ? inner : null;

    private static double? Precise(int at, bool isXl) => (isXl, at) switch
    {
        (true, 3 or 6) => 1,
        (true, _) => 0.1,
        (false, 4) => 0.25,
        (false, 6 or 7 or 8) => 0.1,
        _ => 1,
    };
}
