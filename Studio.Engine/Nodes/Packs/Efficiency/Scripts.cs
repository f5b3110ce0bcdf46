namespace Studio.Engine.Nodes.Packs.Efficiency;

/// <summary>The pack's scripts (plots, second passes, noise) change what a sampler does; none of them is here.</summary>
internal static class Scripts
{
    /// <exception cref="EngineException">A script is linked (Unsupported).</exception>
    public static void Refuse(object? script)
    {
        if (script is not null)
            throw new EngineException(EngineError.Unsupported,
                "Scripts of this sampler are not run here: take the link off, and sample again after LatentUpscaleBy for a second pass.");
    }
}
