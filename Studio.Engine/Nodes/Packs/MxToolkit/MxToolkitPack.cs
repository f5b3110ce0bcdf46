namespace Studio.Engine.Nodes.Packs.MxToolkit;

/// <summary>Classes of the pack ComfyUI-mxToolkit, by what they do with their inputs.</summary>
internal static class MxToolkitPack
{
    public const string Name = "ComfyUI-mxToolkit";
}
