using System.Text;

namespace Studio.Tests.Support;

/// <summary>Writes GGUF files of version 3: honest ones, and headers that lie.</summary>
internal sealed class GgufWriter
{
    private const int Alignment = 32;

    private readonly List<byte[]> _pairs = [];
    private readonly List<(string Name, uint Type, byte[] Numbers, long[] Shape)> _tensors = [];

    public uint Version { get; init; } = 3;

    /// <summary>What is claimed in place of the true count.</summary>
    public ulong? ClaimedTensors { get; init; }

    public ulong? ClaimedPairs { get; init; }

    /// <summary>What is added to each tensor's place.</summary>
    public long Shift { get; init; }

    public GgufWriter Text(string key, string value) => Pair(key, 8, [.. Length(value), .. Encoding.UTF8.GetBytes(value)]);

    public GgufWriter Numbers(string key, params int[] values) => Pair(key, 9,
        [.. BitConverter.GetBytes(5u), .. BitConverter.GetBytes((ulong)values.Length), .. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Any value of any type.</summary>
    public GgufWriter Pair(string key, uint type, byte[] value)
    {
        _pairs.Add([.. Length(key), .. Encoding.UTF8.GetBytes(key), .. BitConverter.GetBytes(type), .. value]);
        return this;
    }

    /// <param name="type">By its number: 0 float32, 1 float16, 8 Q8_0 ...</param>
    public GgufWriter Add(string name, uint type, byte[] numbers, params long[] shape)
    {
        _tensors.Add((name, type, numbers, shape));
        return this;
    }

    public GgufWriter AddHalf(string name, ReadOnlySpan<float> numbers, params long[] shape) =>
        Add(name, 1, [.. numbers.ToArray().SelectMany(number => BitConverter.GetBytes((Half)number))], shape);

    public GgufWriter AddSingle(string name, ReadOnlySpan<float> numbers, params long[] shape) =>
        Add(name, 0, [.. numbers.ToArray().SelectMany(BitConverter.GetBytes)], shape);

    public void Save(string path) => File.WriteAllBytes(path, Bytes());

    public byte[] Bytes()
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(ClaimedTensors ?? (ulong)_tensors.Count);
        writer.Write(ClaimedPairs ?? (ulong)_pairs.Count);
        _pairs.ForEach(writer.Write);
        var place = 0L;
        foreach (var (name, type, numbers, shape) in _tensors)
        {
            writer.Write((ulong)Encoding.UTF8.GetByteCount(name));
            writer.Write(Encoding.UTF8.GetBytes(name));
            writer.Write((uint)shape.Length);
            foreach (var size in shape.Reverse())
                writer.Write((ulong)size);
            writer.Write(type);
            writer.Write((ulong)(place + Shift));
            place += Padded(numbers.Length);
        }
        foreach (var (_, _, numbers, _) in _tensors)
        {
            writer.Write(new byte[Padded(file.Length) - file.Length]);
            writer.Write(numbers);
        }
        return file.ToArray();
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static byte[] Length(string text) => BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(text));
}
