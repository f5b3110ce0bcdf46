namespace Studio.Engine.Runtime;

/// <summary>What a network's numbers need of the type that it computes in.</summary>
public enum NetworkPrecision
{
    /// <summary>Either half type; bfloat16 where the file has it. Transformers whose activations stay within 65504.</summary>
    AnyHalf,

    /// <summary>Float16 rather than bfloat16, whose convolutions run in float32 (<see cref="OrtGraph"/>'s opset). UNets.</summary>
    Convolutional,

    /// <summary>Activations leave the range of float16: bfloat16 or float32. T5.</summary>
    WideRange,

    /// <summary>Float32 whatever the file has. Autoencoders that overflow in float16 and lose colours in bfloat16.</summary>
    Float32,
}

/// <summary>In which type a network computes: as its file has it, where the provider can and the network's numbers allow it.</summary>
public static class ComputeTypes
{
    /// <param name="provider">Where, with what a trial showed.</param>
    /// <param name="stored">The type that most of the file's weights have.</param>
    /// <returns>Float32, Float16 or BFloat16. A float32 file is never rounded.</returns>
    public static ElementType Choose(ProviderStatus provider, ElementType stored, NetworkPrecision precision)
    {
        ReadOnlySpan<ElementType> wanted = (precision, stored) switch
        {
            (NetworkPrecision.Float32, _) or (_, ElementType.Float32 or ElementType.Float64) => [],
            (NetworkPrecision.WideRange, _) => [ElementType.BFloat16],
            (NetworkPrecision.Convolutional, _) or (_, ElementType.Float16) => [ElementType.Float16],
            // bfloat16, and 8-bit weights, which were made from it more often than not
            _ => [ElementType.BFloat16, ElementType.Float16],
        };
        foreach (var type in wanted)
        {
            if (Can(provider, type))
                return type;
        }
        return ElementType.Float32;
    }

    /// <summary>Has kernels for it, and they were right when tried.</summary>
    public static bool Can(ProviderStatus provider, ElementType type) =>
        ExecutionProviders.Entry(provider.Provider).Computes.Contains(type) && type switch
        {
            ElementType.Float16 => provider.Half,
            ElementType.BFloat16 => provider.BFloat16,
            _ => true,
        };
}
