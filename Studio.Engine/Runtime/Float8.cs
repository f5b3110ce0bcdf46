namespace Studio.Engine.Runtime;

/// <summary>The two types of 8 bits of Micikevicius et al. 2022 (arXiv:2209.05433) as float32, exactly.</summary>
internal static class Float8
{
    private static readonly float[] E4M3 = MakeTable(exponentBits: 4, bias: 7, hasInfinity: false);
    private static readonly float[] E5M2 = MakeTable(exponentBits: 5, bias: 15, hasInfinity: true);

    public static bool Is(ElementType type) => type is ElementType.Float8E4M3 or ElementType.Float8E5M2;

    public static void Widen(ElementType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        var table = type is ElementType.Float8E4M3 ? E4M3 : E5M2;
        for (var i = 0; i < source.Length; i++)
            target[i] = table[source[i]];
    }

    /// <summary>All 256 values. E4M3 (the "fn" kind) has no infinity and one NaN per sign; E5M2 is as IEEE 754 would have it.</summary>
    private static float[] MakeTable(int exponentBits, int bias, bool hasInfinity)
    {
        var mantissaBits = 7 - exponentBits;
        var (lastExponent, lastMantissa) = ((1 << exponentBits) - 1, (1 << mantissaBits) - 1);
        var table = new float[256];
        for (var code = 0; code < table.Length; code++)
        {
            var exponent = (code >> mantissaBits) & lastExponent;
            var mantissa = code & lastMantissa;
            var magnitude = exponent switch
            {
                0 => MathF.ScaleB(mantissa, 1 - bias - mantissaBits),
                _ when exponent == lastExponent && hasInfinity => mantissa == 0 ? float.PositiveInfinity : float.NaN,
                _ when exponent == lastExponent && mantissa == lastMantissa => float.NaN,
                _ => MathF.ScaleB((1 << mantissaBits) + mantissa, exponent - bias - mantissaBits),
            };
            table[code] = code < 128 ? magnitude : -magnitude;
        }
        return table;
    }
}
