using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Files;

/// <summary>Numbers of any float type to float32, exactly, on all processors.</summary>
internal static class WeightConversion
{
    private const int ElementsPerPart = 1 << 18;

    /// <summary>
    /// Reads a tensor of <paramref name="file"/> as float32 into <paramref name="target"/>, times <paramref name="scale"/>.
    /// </summary>
    /// <param name="target">Four bytes for each of its elements.</param>
    /// <exception cref="EngineException">BadFile: the tensor is not there, or the file cannot be read. Unsupported: it holds no
    /// floating-point numbers.</exception>
    public static void ToSingle(TensorFile file, string name, Memory<byte> target, float scale)
    {
        var entry = file.Header.Tensors[name];
        var blocks = TensorTypes.Blocks(entry.DType);
        var type = blocks is null ? TypeOf(entry) : ElementType.UInt8;
        long BytesOf(int numbers) => blocks is null ? (long)numbers * type.Size() : (long)numbers / blocks.Numbers * blocks.Bytes;
        var count = target.Length / sizeof(float);
        var parts = (count + ElementsPerPart - 1) / ElementsPerPart;
        void Convert(int part)
        {
            var start = part * ElementsPerPart;
            var length = Math.Min(ElementsPerPart, count - start);
            var numbers = MemoryMarshal.Cast<byte, float>(target.Span.Slice(start * sizeof(float), length * sizeof(float)));
            var bytes = (int)BytesOf(length);
            var source = ArrayPool<byte>.Shared.Rent(bytes);
            file.Read(name, BytesOf(start), source.AsSpan(0, bytes));
            if (blocks is null)
                Part(type, source.AsSpan(0, bytes), numbers);
            else
                blocks.Unpack(source.AsSpan(0, bytes), numbers);
            ArrayPool<byte>.Shared.Return(source);
            if (scale != 1)
                TensorPrimitives.Multiply(numbers, scale, numbers);
        }
        if (parts == 1)
            Convert(0);
        else
            Parallel.For(0, parts, Convert);
    }

    private static ElementType TypeOf(TensorEntry entry) => TensorTypes.Element(entry.DType)
        ?? throw new EngineException(EngineError.Unsupported, $"The tensor {entry} has a type that cannot be computed with.");

    private static void Part(ElementType type, ReadOnlySpan<byte> source, Span<float> target)
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
                FromBFloat16(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<float, uint>(target));
                break;
            case ElementType.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(source), target);
                break;
            case ElementType.Float8E4M3 or ElementType.Float8E5M2:
                Float8.Widen(type, source, target);
                break;
            default:
                throw new EngineException(EngineError.Unsupported, $"Weights of type {type} cannot be computed with.");
        }
    }

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<uint> target)
    {
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out var low, out var high);
            (low << 16).CopyTo(target[i..]);
            (high << 16).CopyTo(target[(i + Vector<uint>.Count)..]);
        }
        for (; i < source.Length; i++)
            target[i] = (uint)source[i] << 16;
    }

    /// <summary>Rounded to the nearest, ties to even.</summary>
    public static void ToBFloat16(ReadOnlySpan<float> source, Span<ushort> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            target[i] = float.IsNaN(source[i]) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
