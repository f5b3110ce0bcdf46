using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>A native tensor over managed or mapped memory, which stays pinned as long as this object lives.</summary>
internal sealed unsafe class OrtValue : IDisposable
{
    private const string Doing = "Passing a tensor to ONNX Runtime";

    private readonly ValueHandle _handle;
    private readonly PinnedMemory _memory;

    private OrtValue(ValueHandle handle, PinnedMemory memory)
    {
        _handle = handle;
        _memory = memory;
    }

    public nint Pointer => _handle.Value;

    /// <summary>Shares the tensor's memory: as an input it is read, as an output written.</summary>
    public static OrtValue Over(Tensor tensor) => Over(
        new PinnedMemory(tensor.Memory.Pin()),
        (long)tensor.Length * sizeof(float),
        ElementType.Float32,
        Array.ConvertAll(tensor.Shape.ToArray(), static size => (long)size));

    public static OrtValue Over(ReadOnlyMemory<byte> data, ElementType type, ReadOnlySpan<long> shape) =>
        Over(PinnedMemory.Of(data), data.Length, type, shape);

    /// <summary>The value with its memory, for a new owner.</summary>
    public ValueHandle HandOver()
    {
        _handle.Memory = _memory;
        return _handle;
    }

    /// <summary>Splits into the handle, for a new owner, and the pin, which must outlive it.</summary>
    public (ValueHandle Handle, PinnedMemory Memory) Detach() => (_handle, _memory);

    /// <summary>A value in memory of the runtime's own, filled with a copy.</summary>
    public static ValueHandle Copy(ReadOnlySpan<byte> data, ElementType type, ReadOnlySpan<long> shape)
    {
        nint created;
        fixed (long* dims = shape)
        {
            OrtStatus.Check(OrtApi.CreateTensorAsOrtValue(
                OrtEnvironment.Current.Allocator, dims, (nuint)shape.Length, (int)type, out created), Doing);
        }
        var handle = new ValueHandle(created);
        try
        {
            OrtStatus.Check(OrtApi.GetTensorMutableData(created, out var target), Doing);
            data.CopyTo(new Span<byte>((void*)target, data.Length));
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>A float32 copy of a native tensor.</summary>
    /// <exception cref="EngineException">It holds something else than numbers.</exception>
    public static Tensor Read(ValueHandle value, string doing)
    {
        var (type, shape) = Describe(value, doing);
        var length = shape.Aggregate(1, (count, size) => checked(count * size));
        var floats = GC.AllocateUninitializedArray<float>(length);
        if (length > 0)
        {
            OrtStatus.Check(OrtApi.GetTensorMutableData(value.DangerousGetHandle(), out var data), doing);
            ElementConversion.ToFloats(new ReadOnlySpan<byte>((void*)data, checked(length * type.Size())), type, floats);
        }
        return new Tensor(floats, shape);
    }

    public static (ElementType Type, int[] Shape) Describe(ValueHandle value, string doing)
    {
        OrtStatus.Check(OrtApi.GetTensorTypeAndShape(value.DangerousGetHandle(), out var created), doing);
        using var info = new TensorInfoHandle(created);
        var (type, dims) = ReadTypeAndShape(info.Value, doing);
        return (type, Array.ConvertAll(dims, static size => checked((int)size)));
    }

    internal static (ElementType Type, long[] Dims) ReadTypeAndShape(nint info, string doing)
    {
        OrtStatus.Check(OrtApi.GetTensorElementType(info, out var type), doing);
        OrtStatus.Check(OrtApi.GetDimensionsCount(info, out var rank), doing);
        var dims = new long[rank];
        fixed (long* first = dims)
            OrtStatus.Check(OrtApi.GetDimensions(info, first, rank), doing);
        return (Enum.IsDefined((ElementType)type) ? (ElementType)type : ElementType.Undefined, dims);
    }

    public void Dispose()
    {
        _handle.Dispose();
        _memory.Dispose();
    }

    private static OrtValue Over(PinnedMemory memory, long bytes, ElementType type, ReadOnlySpan<long> shape)
    {
        try
        {
            // an empty tensor has no memory, yet the address must not be null
            var address = memory.Address == 0 ? 64 : memory.Address;
            nint created;
            fixed (long* dims = shape)
            {
                OrtStatus.Check(OrtApi.CreateTensorWithDataAsOrtValue(
                    OrtEnvironment.Current.CpuMemory, address, (nuint)bytes, dims, (nuint)shape.Length, (int)type, out created), Doing);
            }
            return new OrtValue(new ValueHandle(created), memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
