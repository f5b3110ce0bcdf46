namespace Studio.Engine.Runtime;

/// <summary>
/// What is asked for of a device, in our words; each row of <see cref="ExecutionProviders.Table"/> knows the runtime's own for what it has.
/// The defaults hold until a measurement says otherwise.
/// </summary>
public sealed record DeviceOptions
{
    public static DeviceOptions Default { get; } = new();

    /// <summary>
    /// Bytes of device memory that one session may take for weights and activations; null for what there is. Libraries of the driver take
    /// some beside it.
    /// </summary>
    public long? MemoryLimit { get; init; }

    /// <summary>
    /// Float32 products and convolutions on tensor cores, with the range of float32 and the 10 bits of float16. On, since a network that
    /// must be float32 (an autoencoder) needs its range, and without it such a network is several times slower.
    /// </summary>
    public bool Tf32 { get; init; } = true;

    /// <summary>
    /// cuDNN's attention instead of what the runtime chooses by size and type. Off: not faster everywhere, and cuDNN's own version decides
    /// what it can do.
    /// </summary>
    public bool CudnnAttention { get; init; }

    /// <summary>
    /// Memory is taken in steps that double. Off: on a card that a model nearly fills, the last step would be refused with gigabytes free.
    /// </summary>
    public bool GrowByDoubling { get; init; }

    /// <summary>
    /// Each convolution is tried in every way that cuDNN knows, once for each size. Off: sizes change from picture to picture, each new one
    /// would take seconds, and the trials take the most memory of all; cuDNN's own choice is near the best.
    /// </summary>
    public bool SearchConvolutions { get; init; }
}
