namespace Studio.Engine.Nodes.Packs.Essentials;

/// <summary>Classes of the pack ComfyUI_essentials, by what they do with their inputs.</summary>
internal static class EssentialsPack
{
    public const string Name = "ComfyUI_essentials";
}
