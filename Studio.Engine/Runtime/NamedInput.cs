using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>
/// A value for one input of a model: numbers, converted to the type that the model declares for it, or what lies on the model's device
/// already.
/// </summary>
public readonly record struct NamedInput
{
    private readonly Tensor? _floats;
    private readonly long[]? _integers;
    private readonly int[] _shape;

    private NamedInput(string name, Tensor? floats, long[]? integers, int[] shape, DeviceValue? onDevice = null)
    {
        Name = name;
        _floats = floats;
        _integers = integers;
        _shape = shape;
        OnDevice = onDevice;
    }

    public string Name { get; }

    internal DeviceValue? OnDevice { get; }

    public static NamedInput Of(string name, Tensor floats) => new(name, floats, null, floats.Shape.ToArray());

    /// <summary>A value of the type that the model declares, kept by the caller until the run is over.</summary>
    public static NamedInput Of(string name, DeviceValue onDevice) => new(name, null, null, [], onDevice);

    /// <exception cref="ArgumentException">The shape does not have as many elements as there are values.</exception>
    public static NamedInput Of(string name, long[] values, params int[] shape)
    {
        if (shape.Aggregate(1L, (count, size) => count * size) != values.Length)
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape)}].", nameof(values));
        return new(name, null, values, shape);
    }

    /// <inheritdoc cref="Of(string, long[], int[])"/>
    public static NamedInput Of(string name, int[] values, params int[] shape) =>
        Of(name, Array.ConvertAll(values, static value => (long)value), shape);

    /// <summary>The native value; over this input's own memory if no conversion is needed.</summary>
    internal OrtValue ToValue(ElementType type)
    {
        var shape = Array.ConvertAll(_shape, static size => (long)size);
        if (_integers is not null)
            return OrtValue.Over(ElementConversion.FromIntegers(_integers, type), type, shape);
        return type is ElementType.Float32
            ? OrtValue.Over(_floats!)
            : OrtValue.Over(ElementConversion.FromFloats(_floats!.Span, type), type, shape);
    }
}

/// <summary>An input or output of a model. A dimension of -1 is dynamic; no dimensions at all: a scalar, or unknown.</summary>
public sealed record ValueDescription(string Name, ElementType Type, IReadOnlyList<long> Dims);
