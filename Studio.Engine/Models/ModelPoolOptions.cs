using Studio.Engine.Models.Families;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>How the pool loads models and how much it may keep.</summary>
public sealed record ModelPoolOptions
{
    /// <summary>Provider, memory policy and threads of every session. Low is the default because it is the only one that holds a full
    /// model's weights once; on the sizes that a UNet has it is within a few percent of the others.</summary>
    public SessionSettings Session { get; init; } = SessionSettings.Default with { Memory = MemoryPolicy.Low };

    /// <summary>
    /// The type that a network computes in, by the type that most of its weights have in the file and by what its numbers need.
    /// </summary>
    public Func<ElementType, NetworkPrecision, ElementType> Compute { get; init; } = (_, _) => ElementType.Float32;

    /// <summary>Chooses the memory policy of each network on the CPU when it is loaded; null: all have that of the session.</summary>
    public MemoryMode? Memory { get; init; }

    /// <summary>What files are told by.</summary>
    internal FamilyCatalog Families { get; init; } = FamilyCatalog.BuiltIn;

    /// <summary>Attention from ordinary operators, for devices where the fused kernel is wrong.</summary>
    public bool PlainAttention { get; init; }

    /// <summary>Convolutions of 3 x 3 on the processor by our own operator; off: by the runtime's, to compare with.</summary>
    public bool OwnConvolutions { get; init; } = true;

    /// <summary>
    /// The memory of the session's device, if it has its own: weights that go there count there and nowhere else. Null: main memory.
    /// </summary>
    public MemoryPlace? DeviceMemory { get; init; }

    /// <summary>
    /// Bytes of weights to keep in main memory at most; what runs is kept even beyond it. By default seven tenths of what this process may
    /// use.
    /// </summary>
    public long MemoryBudget { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7;

    /// <summary>
    /// Bytes that the autoencoder may use for one picture before it works in tiles. By default a fifth of the memory this process may use.
    /// </summary>
    public long PictureMemory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5;

    /// <summary>Bytes of main memory that a run may take now. What surely needs more is refused before it begins.</summary>
    public Func<long> AvailableMemory { get; init; } = HostMemory.Available;

    /// <summary>Bytes of main memory that networks can still take: idle ones go when a new one needs more.</summary>
    public Func<long> FreeMemory { get; init; } = HostMemory.Available;

    internal MemoryPlace MainMemory => new("main memory", MemoryBudget, FreeMemory);

    /// <summary>Where the weights of a network stand.</summary>
    /// <param name="inMainMemory">Whether it is to stay there although there is a device.</param>
    internal MemoryPlace Place(bool inMainMemory) => inMainMemory ? MainMemory : DeviceMemory ?? MainMemory;

    /// <summary>The options for the place of a network: on the processor for what is to stay in main memory.</summary>
    internal ModelPoolOptions At(bool inMainMemory) => !inMainMemory || DeviceMemory is null ? this : this with
    {
        Session = Session with { Provider = ExecutionProvider.Cpu, Device = 0 },
        Compute = static (_, _) => ElementType.Float32,
        PlainAttention = false,
        DeviceMemory = null,
    };

    /// <summary>The options that a network is loaded with: its own memory policy is in them.</summary>
    internal ModelPoolOptions For(NetworkKind kind, Func<ModelPoolOptions, long> bytes)
    {
        ModelPoolOptions With(MemoryPolicy policy) => this with { Session = Session with { Memory = policy } };
        return Memory is { } mode && Session.Provider is ExecutionProvider.Cpu
            ? With(MemoryPlan.Choose(mode, kind, policy => bytes(With(policy)), FreeMemory()))
            : this;
    }
}
