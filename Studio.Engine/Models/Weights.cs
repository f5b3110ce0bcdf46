using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// The weights of one network, in the type it computes in. What the file already has in that type stays in the mapped file; the rest is
/// converted once, on all processors, into memory that the session then uses as it is; what patches change goes the same way, one weight at
/// a time. Dispose it after the session was made: the session's own leases keep what it needs.
/// </summary>
internal sealed class Weights(TensorFile file, string prefix, KeptTypes kept, WeightEditors patches,
    CancellationToken cancellationToken) : IDisposable
{
    private readonly List<NativeBuffer> _converted = [];

    /// <summary>Bytes of all weights that were asked for.</summary>
    public long Bytes { get; private set; }

    /// <summary>What the file is called in messages.</summary>
    public string FileName => Path.GetFileName(file.Header.Path);

    public bool Has(string name) => file.Header.Tensors.ContainsKey(prefix + name);

    /// <summary>
    /// A tensor of a known shape, in float32, or in the type that the file has it in when that is kept.
    /// </summary>
    /// <param name="shape">What the network needs; trailing axes of 1 may differ, so that a 1x1 convolution can be read as a
    /// matrix.</param>
    /// <param name="asStored">Whether half precision is kept whatever else is, and 8 bits become that, which holds them exactly: for tables
    /// of which few rows are read.</param>
    /// <exception cref="EngineException">BadFile: the tensor is missing, has another shape, or holds no numbers.</exception>
    public WeightData Get(string name, ReadOnlySpan<long> shape, bool asStored = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!Has(name) && patches.Lend(name, shape, kept) is { } lent)
        {
            Bytes += lent.Data.Length;
            return lent;
        }
        var isPatched = patches.Touches(name);
        var entry = Find(name, patches.Enlarges(name) ? null : shape.ToArray());
        if (TensorTypes.Blocks(entry.DType) is { } blocks && CanKeep(blocks, shape) && !isPatched)
        {
            Bytes += entry.ByteLength;
            return new WeightData(ElementType.UInt8, file.Map(entry.Name)) { Blocks = blocks };
        }
        var type = TensorTypes.Element(entry.DType) ?? ElementType.UInt8;
        var scale = Scale(name);
        var isHalf = (asStored || kept is not KeptTypes.None) && type is ElementType.Float16 or ElementType.BFloat16;
        var isKept8 = kept is KeptTypes.HalfAndFloat8 && Float8.Is(type);
        if (!isPatched && (isKept8 || (scale == 1 && (type is ElementType.Float32 || isHalf))))
        {
            Bytes += entry.ByteLength;
            return new WeightData(type, file.Map(entry.Name)) { Scale = scale };
        }
        if (!isPatched && asStored && Float8.Is(type))
            return new WeightData(ElementType.Float16, AsHalf(entry, type)) { Scale = scale };
        var buffer = Keep(entry.Count() * sizeof(float));
        WeightConversion.ToSingle(file, entry.Name, buffer.Memory, scale);
        if (!isPatched)
            return new WeightData(ElementType.Float32, buffer.Memory);
        buffer = Changed(name, entry, shape, buffer);
        return isHalf ? new WeightData(type, ToHalf(buffer, type)) : new WeightData(ElementType.Float32, buffer.Memory);
    }

    public void Dispose() => Release();

    /// <summary>Lets go of what was converted so far: for those who read one weight after another.</summary>
    public void Release()
    {
        foreach (IDisposable buffer in _converted)
            buffer.Dispose();
        _converted.Clear();
    }

    private NativeBuffer Keep(int length)
    {
        var buffer = new NativeBuffer(length);
        _converted.Add(buffer);
        Bytes += length;
        return buffer;
    }

    /// <summary>Numbers of 8 bits as float16.</summary>
    private Memory<byte> AsHalf(TensorEntry entry, ElementType type)
    {
        const int part = 1 << 16;
        var (stored, half) = (file.Map(entry.Name), Keep(checked((int)entry.ByteLength * 2)));
        var (wide, target) = (new float[part], half.Memory);
        for (var at = 0; at < stored.Length; at += part)
        {
            var count = Math.Min(part, stored.Length - at);
            Float8.Widen(type, stored.Span.Slice(at, count), wide.AsSpan(0, count));
            TensorPrimitives.ConvertToHalf(wide.AsSpan(0, count), MemoryMarshal.Cast<byte, Half>(target.Span.Slice(at * 2, count * 2)));
        }
        return target;
    }

    /// <summary>A patched weight in the half type that the file has it in; the wide one goes at once.</summary>
    private Memory<byte> ToHalf(NativeBuffer wide, ElementType type)
    {
        var length = wide.Memory.Length / 2;
        var half = Keep(length);
        var numbers = MemoryMarshal.Cast<byte, float>(wide.GetSpan());
        if (type is ElementType.Float16)
            TensorPrimitives.ConvertToHalf(numbers, MemoryMarshal.Cast<byte, Half>(half.GetSpan()));
        else
            WeightConversion.ToBFloat16(numbers, MemoryMarshal.Cast<byte, ushort>(half.GetSpan()));
        Drop(wide);
        return half.Memory;
    }

    /// <summary>A weight after all changes, some of which may leave it larger than it was.</summary>
    private NativeBuffer Changed(string name, TensorEntry entry, ReadOnlySpan<long> shape, NativeBuffer buffer)
    {
        if (!patches.Enlarges(name))
        {
            patches.Apply(WeightNumbers.Of(name, shape, buffer.Memory));
            return buffer;
        }
        var changed = patches.Apply(WeightNumbers.Of(name, [.. entry.Shape], buffer.Memory));
        if (changed.Bytes.Length != Count(shape) * sizeof(float))
            throw TensorHeader.Bad(file.Header.Path,
                $"the tensor {entry} should have the shape [{string.Join(", ", shape.ToArray())}] after its changes");
        var result = Keep(changed.Bytes.Length);
        changed.Bytes.CopyTo(result.Memory);
        Drop(buffer);
        return result;
    }

    private void Drop(NativeBuffer buffer)
    {
        _converted.Remove(buffer);
        Bytes -= buffer.Memory.Length;
        ((IDisposable)buffer).Dispose();
    }

    /// <param name="shape">Null where it has not got its shape yet.</param>
    private TensorEntry Find(string name, long[]? shape)
    {
        if (!file.Header.Tensors.TryGetValue(prefix + name, out var entry))
            throw TensorHeader.Bad(file.Header.Path, $"the tensor '{prefix}{name}' is missing");
        if (shape is not null && !WithoutTrailingOnes([.. entry.Shape]).SequenceEqual(WithoutTrailingOnes(shape)))
            throw TensorHeader.Bad(file.Header.Path, $"the tensor {entry} should have the shape [{string.Join(", ", shape)}]");
        if (!TensorTypes.IsOfWeights(entry.DType))
            throw TensorHeader.Bad(file.Header.Path, $"the tensor {entry} has a type that no weight can have");
        return entry;
    }

    /// <summary>Blocks lie along the last axis; vectors are small, and needed as more than vectors.</summary>
    private bool CanKeep(BlockFormat blocks, ReadOnlySpan<long> shape) =>
        kept is KeptTypes.HalfAndFloat8 && shape.Length > 1 && shape[^1] % blocks.Numbers == 0;

    /// <summary>Scaled fp8 checkpoints keep a factor beside each matrix.</summary>
    private float Scale(string name)
    {
        const string suffix = "weight";
        if (!name.EndsWith("." + suffix, StringComparison.Ordinal))
            return 1;
        foreach (var factor in (ReadOnlySpan<string>)["scale_weight", "weight_scale"])
        {
            var scaleName = prefix + name[..^suffix.Length] + factor;
            if (!file.Header.Tensors.TryGetValue(scaleName, out var entry))
                continue;
            if (Count([.. entry.Shape]) != 1)
                throw TensorHeader.Bad(file.Header.Path, $"the scale {entry} is not one number");
            var value = new byte[sizeof(float)];
            WeightConversion.ToSingle(file, scaleName, value, scale: 1);
            return BitConverter.ToSingle(value);
        }
        return 1;
    }

    private static ReadOnlySpan<long> WithoutTrailingOnes(ReadOnlySpan<long> shape) => shape.TrimEnd(1L);

    private static long Count(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var axis in shape)
            count = checked(count * axis);
        return count;
    }
}
