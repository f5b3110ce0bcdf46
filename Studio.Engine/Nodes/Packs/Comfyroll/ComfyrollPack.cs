namespace Studio.Engine.Nodes.Packs.Comfyroll;

/// <summary>Classes of the pack ComfyUI_Comfyroll_CustomNodes, by what they do with their inputs.</summary>
internal static class ComfyrollPack
{
    public const string Name = "ComfyUI_Comfyroll_CustomNodes";
}
