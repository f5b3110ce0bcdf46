namespace Studio.Engine.Nodes.Packs.Crystools;

/// <summary>Classes of the pack ComfyUI-Crystools, by what they do with their inputs.</summary>
internal static class CrystoolsPack
{
    public const string Name = "ComfyUI-Crystools";
}
