using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>What a network does, as far as memory is concerned.</summary>
internal enum NetworkKind
{
    Text,
    Denoiser,
    Autoencoder,
}

/// <summary>How a network on the CPU holds its weights. Figures behind the choices: docs/performance.md.</summary>
internal static class MemoryPlan
{
    /// <summary>A denoiser in float32 may take this part of what is free; the work and other networks need the rest.</summary>
    private const int PartForWide = 2;

    /// <param name="bytes">What the network would take in each way.</param>
    /// <param name="free">Bytes that the process can take now.</param>
    public static MemoryPolicy Choose(MemoryMode mode, NetworkKind kind, Func<MemoryPolicy, long> bytes, long free)
    {
        if (mode is MemoryMode.Low)
            return MemoryPolicy.KeepHalf;
        if (mode is MemoryMode.Speed)
            return MemoryPolicy.Speed;
        if (mode is MemoryMode.Balanced)
            return kind switch
            {
                NetworkKind.Denoiser => MemoryPolicy.Low,
                NetworkKind.Text => MemoryPolicy.Balanced,
                _ => MemoryPolicy.Speed,
            };
        // both give the same bits and packing does not: a seed's picture must not depend on what happens to be free
        return bytes(MemoryPolicy.Low) <= free / PartForWide ? MemoryPolicy.Low : MemoryPolicy.KeepHalf;
    }

    /// <summary>How often float32 weights are held: packing adds a copy.</summary>
    public static int Copies(MemoryPolicy policy) => policy is MemoryPolicy.Speed or MemoryPolicy.Balanced ? 2 : 1;

    /// <summary>
    /// Which idle network goes first when another is wanted, or when there are too many (null): the denoiser whose place is taken by
    /// another, then text encoders, whose work is over when a denoiser is asked for, and otherwise denoisers last, which take longest to
    /// come back. Lower goes earlier; equal ones go by their last use.
    /// </summary>
    public static int EvictionRank(NetworkKind kind, NetworkKind? wanted) => kind switch
    {
        NetworkKind.Text => 1,
        NetworkKind.Autoencoder => 2,
        _ => wanted is NetworkKind.Denoiser ? 0 : 3,
    };

    public static NetworkKind KindOf(NetworkRole role) =>
        role.IsText || role == NetworkRole.QwenVision || role == NetworkRole.Vision ? NetworkKind.Text
        : role == NetworkRole.Denoiser || role == NetworkRole.Control ? NetworkKind.Denoiser : NetworkKind.Autoencoder;
}
