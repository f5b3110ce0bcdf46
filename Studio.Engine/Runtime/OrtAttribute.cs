using System.Text;

namespace Studio.Engine.Runtime;

/// <summary>An attribute of a node, by ONNX's types.</summary>
public readonly record struct OrtAttribute
{
    // OrtOpAttrType of the C API
    private const int IntType = 1;
    private const int IntsType = 2;
    private const int FloatType = 3;
    private const int FloatsType = 4;
    private const int StringType = 5;

    private readonly object _value;

    private OrtAttribute(string name, object value)
    {
        Name = name;
        _value = value;
    }

    public string Name { get; }

    /// <summary>Its number; null if it is not a whole one.</summary>
    internal long? Integer => _value as long?;

    public static OrtAttribute Int(string name, long value) => new(name, value);

    public static OrtAttribute Ints(string name, params ReadOnlySpan<long> values) => new(name, values.ToArray());

    public static OrtAttribute Float(string name, float value) => new(name, value);

    public static OrtAttribute Floats(string name, params ReadOnlySpan<float> values) => new(name, values.ToArray());

    public static OrtAttribute String(string name, string value) => new(name, value);

    internal unsafe AttributeHandle Create(NativeStrings strings, string doing)
    {
        nint created;
        var name = strings.Utf8(Name);
        switch (_value)
        {
            case long number:
                OrtStatus.Check(OrtApi.CreateOpAttr(name, (nint)(&number), 1, IntType, out created), doing);
                break;
            case float number:
                OrtStatus.Check(OrtApi.CreateOpAttr(name, (nint)(&number), 1, FloatType, out created), doing);
                break;
            case long[] numbers:
                fixed (long* first = numbers)
                    OrtStatus.Check(OrtApi.CreateOpAttr(name, (nint)first, numbers.Length, IntsType, out created), doing);
                break;
            case float[] numbers:
                fixed (float* first = numbers)
                    OrtStatus.Check(OrtApi.CreateOpAttr(name, (nint)first, numbers.Length, FloatsType, out created), doing);
                break;
            case string text:
                var length = Encoding.UTF8.GetByteCount(text);
                OrtStatus.Check(OrtApi.CreateOpAttr(name, strings.Utf8(text), length, StringType, out created), doing);
                break;
            default:
                throw new InvalidOperationException("An attribute is made by one of its factory methods.");
        }
        return new AttributeHandle(created);
    }
}
