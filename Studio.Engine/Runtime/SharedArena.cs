namespace Studio.Engine.Runtime;

/// <summary>
/// The work memory of all sessions on the CPU. By itself each session keeps an arena as large as its largest run: a text encoder, a UNet
/// and an autoencoder that run one after another would hold the sum, where one arena holds the largest.
/// </summary>
internal static unsafe class SharedArena
{
    private const string Doing = "Setting up the work memory";
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;
    private const nuint Unlimited = 0;

    /// <summary>Each new region as large as what is asked for, instead of twice the last one.</summary>
    private const nuint SameAsRequested = 1;

    private const nuint FirstRegion = 1 << 20;

    /// <summary>Gives it to the environment; sessions use it that have <c>session.use_env_allocators</c> set.</summary>
    public static void Register(nint env)
    {
        using var strings = new NativeStrings();
        var keys = strings.Utf8List(["max_mem", "arena_extend_strategy", "initial_chunk_size_bytes"]);
        nint created;
        fixed (nuint* values = (ReadOnlySpan<nuint>)[Unlimited, SameAsRequested, FirstRegion])
            OrtStatus.Check(OrtApi.CreateArenaCfgV2(keys, values, 3, out created), Doing);
        try
        {
            // not released, as the environment is not
            OrtStatus.Check(OrtApi.CreateCpuMemoryInfo(ArenaAllocator, DefaultMemory, out var memory), Doing);
            OrtStatus.Check(OrtApi.CreateAndRegisterAllocator(env, memory, created), Doing);
        }
        finally
        {
            OrtApi.ReleaseArenaCfg(created);
        }
    }
}
