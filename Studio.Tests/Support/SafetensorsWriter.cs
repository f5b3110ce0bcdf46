using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>Writes .safetensors files: honest ones from tensors, and any header at all for the hostile ones.</summary>
internal sealed class SafetensorsWriter
{
    private readonly JsonObject _header = [];
    private readonly List<byte> _data = [];

    public SafetensorsWriter Metadata(string key, string value)
    {
        if (_header["__metadata__"] is not JsonObject metadata)
            _header["__metadata__"] = metadata = [];
        metadata[key] = value;
        return this;
    }

    /// <summary>Adds numbers in a type of the format: F32, F16, BF16, F8_E4M3 or F8_E5M2.</summary>
    public SafetensorsWriter Add(string name, string dtype, ReadOnlySpan<float> numbers, params long[] shape) =>
        AddBytes(name, dtype, Encode(dtype, numbers), shape);

    public SafetensorsWriter AddBytes(string name, string dtype, byte[] bytes, long[] shape)
    {
        var start = _data.Count;
        _data.AddRange(bytes);
        _header[name] = new JsonObject
        {
            ["dtype"] = dtype,
            ["shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]),
            ["data_offsets"] = new JsonArray(start, _data.Count),
        };
        return this;
    }

    public void Save(string path) => Save(path, _header.ToJsonString(), _data.ToArray());

    /// <summary>A file with this header, true or not, and this much data.</summary>
    public static void Save(string path, string header, byte[] data, ulong? claimedLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, claimedLength ?? (ulong)json.Length);
        File.WriteAllBytes(path, [.. prefix, .. json, .. data]);
    }

    private static byte[] Encode(string dtype, ReadOnlySpan<float> numbers)
    {
        switch (dtype)
        {
            case "F32":
                return MemoryMarshal.AsBytes(numbers).ToArray();
            case "F16":
                return MemoryMarshal.AsBytes<Half>(numbers.ToArray().Select(number => (Half)number).ToArray()).ToArray();
            case "BF16":
                return MemoryMarshal.AsBytes<ushort>(numbers.ToArray()
                    .Select(number => (ushort)((BitConverter.SingleToUInt32Bits(number) + 0x8000) >> 16)).ToArray()).ToArray();
            case "F8_E5M2":
                // the upper byte of a half, rounded
                return numbers.ToArray().Select(number => (byte)((BitConverter.HalfToUInt16Bits((Half)number) + 0x80) >> 8)).ToArray();
            case "F8_E4M3":
                return numbers.ToArray().Select(ToE4M3).ToArray();
            default:
                throw new ArgumentException($"No numbers are written as {dtype}.", nameof(dtype));
        }
    }

    private static byte ToE4M3(float number)
    {
        var sign = number < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs(number), 448);
        if (magnitude < MathF.ScaleB(1, -6))
            return (byte)(sign | (int)MathF.Round(MathF.ScaleB(magnitude, 9)));
        var exponent = (int)MathF.ILogB(magnitude);
        var mantissa = (int)MathF.Round((MathF.ScaleB(magnitude, -exponent) - 1) * 8);
        return (byte)(sign | (((exponent + 7) << 3) + mantissa));
    }
}
