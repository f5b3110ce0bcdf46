using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Tests.Support;

/// <summary>Files as torch.save writes them: one pickle and its storages, in an archive or one after another.</summary>
internal sealed class TorchWriter
{
    private static readonly Dictionary<string, (string Storage, int Size)> Types = new(StringComparer.Ordinal)
    {
        ["F32"] = ("FloatStorage", 4),
        ["F16"] = ("HalfStorage", 2),
        ["BF16"] = ("BFloat16Storage", 2),
        ["F64"] = ("DoubleStorage", 8),
        ["I64"] = ("LongStorage", 8),
        ["I32"] = ("IntStorage", 4),
        ["BOOL"] = ("BoolStorage", 1),
    };

    private readonly List<(string Key, byte[] Bytes, int Size)> _storages = [];

    /// <summary>The pickle of the value; it has its protocol already, and no end yet.</summary>
    public PickleWriter Pickle { get; } = new PickleWriter().Protocol(2);

    /// <summary>A whole file of tensors by name.</summary>
    public static TorchWriter OfTensors(IEnumerable<(string Name, string DType, byte[] Bytes, long[] Shape)> tensors)
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}");
        foreach (var (name, dtype, bytes, shape) in tensors)
            writer.Pickle.Item(name, _ => writer.Tensor(dtype, bytes, shape));
        return writer;
    }

    /// <summary>A tensor in the order of its axes, on a storage of its own.</summary>
    public TorchWriter Tensor(string dtype, byte[] bytes, params long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (axis, step) = (shape.Length - 1, 1L); axis >= 0; step *= shape[axis--])
            strides[axis] = step;
        var (storage, size) = Types[dtype];
        var key = _storages.Count.ToString();
        Pickle.Tensor(storage, key, bytes.Length / size, 0, shape, strides);
        return Storage(key, bytes, size);
    }

    public TorchWriter Tensor(ReadOnlySpan<float> numbers, params long[] shape) =>
        Tensor("F32", MemoryMarshal.AsBytes(numbers).ToArray(), shape);

    public TorchWriter Storage(string key, byte[] bytes, int size)
    {
        _storages.Add((key, bytes, size));
        return this;
    }

    /// <summary>The layout of version 1.6 and later.</summary>
    public void SaveArchive(string path, string order = "little", bool isZip64 = false)
    {
        var zip = new StoredZip { IsZip64 = isZip64 }.Add("archive/data.pkl", [.. Pickle.ToArray(), (byte)'.']).Add("archive/byteorder",
            Encoding.ASCII.GetBytes(order));
        foreach (var (key, bytes, _) in _storages)
            zip.Add($"archive/data/{key}", bytes);
        zip.Add("archive/version", "3\n"u8.ToArray()).Save(path);
    }

    /// <summary>The layout before version 1.6.</summary>
    public void SaveSequence(string path)
    {
        var keys = new PickleWriter().Protocol(2).Op("]");
        foreach (var (key, _, _) in _storages)
            keys.Text(key).Op("a");
        using var file = File.Create(path);
        file.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xe9, 3,
            (byte)'.']);
        file.Write(new PickleWriter().Protocol(2).Op("}").Item("protocol_version", pickle => pickle.Int(1001)).Item("little_endian",
            pickle => pickle.Raw(0x88)).Op(".").ToArray());
        file.Write([.. Pickle.ToArray(), (byte)'.']);
        file.Write(keys.Op(".").ToArray());
        foreach (var (_, bytes, size) in _storages)
        {
            var count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, bytes.Length / size);
            file.Write([.. count, .. bytes]);
        }
    }
}
