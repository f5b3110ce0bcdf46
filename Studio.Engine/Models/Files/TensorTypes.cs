using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Files;

/// <summary>The element types of the safetensors format.</summary>
internal static class TensorTypes
{
    private static readonly Dictionary<string, (int Bits, ElementType? Type)> Known = new(StringComparer.Ordinal)
    {
        ["F64"] = (64, ElementType.Float64),
        ["F32"] = (32, ElementType.Float32),
        ["F16"] = (16, ElementType.Float16),
        ["BF16"] = (16, ElementType.BFloat16),
        ["F8_E4M3"] = (8, ElementType.Float8E4M3),
        ["F8_E5M2"] = (8, ElementType.Float8E5M2),
        ["I64"] = (64, ElementType.Int64),
        ["I32"] = (32, ElementType.Int32),
        ["I16"] = (16, ElementType.Int16),
        ["I8"] = (8, ElementType.Int8),
        ["U8"] = (8, ElementType.UInt8),
        ["BOOL"] = (8, ElementType.Bool),
        // read past, never computed with
        ["U64"] = (64, null),
        ["U32"] = (32, null),
        ["U16"] = (16, null),
        ["C64"] = (64, null),
        ["F8_E8M0"] = (8, null),
        ["F6_E2M3"] = (6, null),
        ["F6_E3M2"] = (6, null),
        ["F4"] = (4, null),
    };

    /// <summary>Bits per element; null for a type that the format does not know.</summary>
    public static int? Bits(string dtype) => Known.TryGetValue(dtype, out var known) ? known.Bits : null;

    /// <summary>How its numbers are packed; null for a type that is not of blocks.</summary>
    public static BlockFormat? Blocks(string dtype) => BlockFormats.Find(dtype);

    /// <summary>Whether a weight can have the type.</summary>
    public static bool IsOfWeights(string dtype) => Blocks(dtype) is not null || Element(dtype) is ElementType.Float32
        or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64 or ElementType.Float8E4M3 or ElementType.Float8E5M2;

    /// <summary>How many numbers so many bytes of a known type are.</summary>
    public static long Numbers(string dtype, long bytes) =>
        Blocks(dtype) is { } blocks ? bytes / blocks.Bytes * blocks.Numbers : bytes * 8 / Bits(dtype)!.Value;

    /// <summary>The type to compute with; null when there is none.</summary>
    public static ElementType? Element(string dtype) => Known.TryGetValue(dtype, out var known) ? known.Type : null;
}
