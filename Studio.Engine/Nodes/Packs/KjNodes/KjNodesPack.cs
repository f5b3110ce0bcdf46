namespace Studio.Engine.Nodes.Packs.KjNodes;

/// <summary>Classes of the pack ComfyUI-KJNodes, by what they do with their inputs.</summary>
internal static class KjNodesPack
{
    public const string Name = "ComfyUI-KJNodes";
}
