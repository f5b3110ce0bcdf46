namespace Studio.Engine.Runtime;

/// <summary>What a value in a graph is made of. The numbers are ONNX's own (TensorProto.DataType).</summary>
public enum ElementType
{
    /// <summary>Not a tensor, or a type that we have no use for (strings, sequences).</summary>
    Undefined = 0,
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    BFloat16 = 16,
    Float8E4M3 = 17,
    Float8E5M2 = 19,
}

public static class ElementTypes
{
    /// <summary>Bytes per element.</summary>
    /// <exception cref="EngineException">The type has no size.</exception>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E4M3 or ElementType.Float8E5M2 => 1,
        _ => throw new EngineException(EngineError.Unsupported, $"Values of type {type} cannot be passed to a model."),
    };
}
