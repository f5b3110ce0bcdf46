namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>Classes of the pack ComfyUI-Impact-Pack, by what they do with their inputs.</summary>
internal static class ImpactPack
{
    public const string Name = "ComfyUI-Impact-Pack";
}
