using System.Buffers.Binary;
using System.Text;

namespace Studio.Tests.Support;

/// <summary>Writes pickles step by step, as torch.save would, or as somebody would who means harm.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Steps and whatever else is ASCII.</summary>
    public PickleWriter Op(string ascii) => Raw(Encoding.ASCII.GetBytes(ascii));

    public PickleWriter Protocol(byte version) => Raw(0x80, version);

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes.Length);
        return Op("X").Raw(length).Raw(bytes);
    }

    public PickleWriter Int(long number)
    {
        if (number is >= 0 and < 256)
            return Op("K").Raw((byte)number);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public PickleWriter Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleWriter Tuple(params ReadOnlySpan<long> numbers)
    {
        Op("(");
        foreach (var number in numbers)
            Int(number);
        return Op("t");
    }

    /// <summary>A key and its value in the dictionary that was begun before.</summary>
    public PickleWriter Item(string key, Action<PickleWriter> value)
    {
        Text(key);
        value(this);
        return Op("s");
    }

    /// <summary>A value at the end of the list that was begun before.</summary>
    public PickleWriter Append(Action<PickleWriter> value) => With(value).Op("a");

    public PickleWriter With(Action<PickleWriter> value)
    {
        value(this);
        return this;
    }

    /// <summary>A tensor on a storage of the file.</summary>
    /// <param name="storage">torch's name of the storage's type, such as FloatStorage.</param>
    /// <param name="count">What the storage is said to hold.</param>
    public PickleWriter Tensor(string storage, string key, long count, long offset, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op("(");
        Storage(storage, key, count).Int(offset).Tuple(shape).Tuple(strides);
        return Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");
    }

    public PickleWriter Storage(string storage, string key, long count) =>
        Op("(").Text("storage").Global("torch", storage).Text(key).Text("cpu").Int(count).Op("tQ");
}
