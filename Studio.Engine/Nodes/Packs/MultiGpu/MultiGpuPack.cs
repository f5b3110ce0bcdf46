namespace Studio.Engine.Nodes.Packs.MultiGpu;

/// <summary>Classes of the pack ComfyUI-MultiGPU, by what they do with their inputs.</summary>
internal static class MultiGpuPack
{
    public const string Name = "ComfyUI-MultiGPU";
}
