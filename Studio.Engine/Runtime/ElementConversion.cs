using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>Between our float32 (or whole numbers) and what a model declares.</summary>
internal static class ElementConversion
{
    public static byte[] FromFloats(ReadOnlySpan<float> source, ElementType type)
    {
        var bytes = new byte[checked(source.Length * type.Size())];
        switch (type)
        {
            case ElementType.Float16:
                TensorPrimitives.ConvertToHalf(source, Span<Half>(bytes));
                break;
            case ElementType.BFloat16:
                ToBFloat16(source, Span<ushort>(bytes));
                break;
            case ElementType.Float64:
                TensorPrimitives.ConvertChecked(source, Span<double>(bytes));
                break;
            case ElementType.Int64:
                Convert(source, Span<long>(bytes), static value => checked((long)MathF.Round(value)));
                break;
            case ElementType.Int32:
                Convert(source, Span<int>(bytes), static value => checked((int)MathF.Round(value)));
                break;
            case ElementType.UInt8:
                Convert(source, Span<byte>(bytes), static value => checked((byte)MathF.Round(value)));
                break;
            case ElementType.Bool:
                Convert(source, Span<byte>(bytes), static value => (byte)(value == 0 ? 0 : 1));
                break;
            default:
                throw new EngineException(EngineError.Unsupported, $"Numbers cannot be passed to a model as {type}.");
        }
        return bytes;
    }

    public static byte[] FromIntegers(ReadOnlySpan<long> source, ElementType type)
    {
        if (type is ElementType.Int64)
            return MemoryMarshal.AsBytes(source).ToArray();
        if (type is ElementType.Int32)
        {
            var bytes = new byte[source.Length * sizeof(int)];
            TensorPrimitives.ConvertChecked(source, Span<int>(bytes));
            return bytes;
        }
        var floats = new float[source.Length];
        TensorPrimitives.ConvertChecked(source, floats);
        return type is ElementType.Float32 ? MemoryMarshal.AsBytes<float>(floats).ToArray() : FromFloats(floats, type);
    }

    public static void ToFloats(ReadOnlySpan<byte> source, ElementType type, Span<float> target)
    {
        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(target);
                break;
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), target);
                break;
            case ElementType.BFloat16:
                Convert(MemoryMarshal.Cast<byte, ushort>(source), target, static bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
                break;
            case ElementType.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(source), target);
                break;
            case ElementType.Int64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(source), target);
                break;
            case ElementType.Int32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, int>(source), target);
                break;
            case ElementType.UInt8 or ElementType.Bool:
                TensorPrimitives.ConvertTruncating(source, target);
                break;
            default:
                throw new EngineException(EngineError.Unsupported, $"A model's output of type {type} cannot be read as numbers.");
        }
    }

    // bfloat16 is the upper half of a float32, rounded to nearest even; a NaN must not round to infinity
    private static void ToBFloat16(ReadOnlySpan<float> source, Span<ushort> target) => Convert(source, target, static value =>
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    });

    private static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> target, Func<TFrom, TTo> convert)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = convert(source[i]);
    }

    private static Span<T> Span<T>(byte[] bytes)
        where T : struct => MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
}
