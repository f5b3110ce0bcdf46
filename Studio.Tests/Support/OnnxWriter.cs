using System.Text;

namespace Studio.Tests.Support;

/// <summary>
/// Writes small .onnx files: the few messages of ONNX's protobuf that a graph of plain nodes needs (onnx.proto3), field by field.
/// </summary>
internal sealed class OnnxWriter
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;

    private readonly List<byte> _graph = [];

    /// <param name="dims">A number, or a name for a size that may vary.</param>
    public OnnxWriter Input(string name, int type, params object[] dims) => Value(11, name, type, dims);

    public OnnxWriter Output(string name, int type, params object[] dims) => Value(12, name, type, dims);

    public OnnxWriter Node(string op, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new List<byte>();
        foreach (var input in inputs)
            Bytes(node, 1, Encoding.UTF8.GetBytes(input));
        Bytes(node, 2, Encoding.UTF8.GetBytes(output));
        Bytes(node, 4, Encoding.UTF8.GetBytes(op));
        foreach (var (name, value) in attributes)
            Bytes(node, 5, Attribute(name, value));
        Bytes(_graph, 1, node);
        return this;
    }

    public OnnxWriter Constant(string name, params float[] numbers) =>
        Constant(name, Float, numbers.SelectMany(BitConverter.GetBytes), numbers.Length);

    public OnnxWriter Constant(string name, params long[] numbers) =>
        Constant(name, Int64, numbers.SelectMany(BitConverter.GetBytes), numbers.Length);

    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Bytes(_graph, 2, "graph"u8.ToArray());
        var opset = new List<byte>();
        Number(opset, 2, 17);
        var model = new List<byte>();
        Number(model, 1, 8);
        Bytes(model, 7, _graph);
        Bytes(model, 8, opset);
        File.WriteAllBytes(path, [.. model]);
    }

    private OnnxWriter Constant(string name, int type, IEnumerable<byte> data, int count)
    {
        var tensor = new List<byte>();
        Number(tensor, 1, count);
        Number(tensor, 2, type);
        Bytes(tensor, 8, Encoding.UTF8.GetBytes(name));
        Bytes(tensor, 9, [.. data]);
        Bytes(_graph, 5, tensor);
        return this;
    }

    private OnnxWriter Value(int field, string name, int type, object[] dims)
    {
        var shape = new List<byte>();
        foreach (var dim in dims)
        {
            var size = new List<byte>();
            if (dim is int fixedSize)
                Number(size, 1, fixedSize);
            else
                Bytes(size, 2, Encoding.UTF8.GetBytes((string)dim));
            Bytes(shape, 1, size);
        }
        var tensor = new List<byte>();
        Number(tensor, 1, type);
        Bytes(tensor, 2, shape);
        var (outer, value) = (new List<byte>(), new List<byte>());
        Bytes(outer, 1, tensor);
        Bytes(value, 1, Encoding.UTF8.GetBytes(name));
        Bytes(value, 2, outer);
        Bytes(_graph, field, value);
        return this;
    }

    private static List<byte> Attribute(string name, object value)
    {
        var attribute = new List<byte>();
        Bytes(attribute, 1, Encoding.UTF8.GetBytes(name));
        switch (value)
        {
            case int number:
                Number(attribute, 3, number);
                Number(attribute, 20, 2);
                break;
            case string text:
                Bytes(attribute, 4, Encoding.UTF8.GetBytes(text));
                Number(attribute, 20, 3);
                break;
            case int[] numbers:
                foreach (var number in numbers)
                    Number(attribute, 8, number);
                Number(attribute, 20, 7);
                break;
            default:
                throw new ArgumentException($"{value} is no attribute value.", nameof(value));
        }
        return attribute;
    }

    private static void Number(List<byte> message, int field, long value)
    {
        Varint(message, (ulong)(field << 3));
        Varint(message, (ulong)value);
    }

    private static void Bytes(List<byte> message, int field, IReadOnlyCollection<byte> value)
    {
        Varint(message, (ulong)((field << 3) | 2));
        Varint(message, (ulong)value.Count);
        message.AddRange(value);
    }

    private static void Varint(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            message.Add((byte)(value | 0x80));
        message.Add((byte)value);
    }
}
