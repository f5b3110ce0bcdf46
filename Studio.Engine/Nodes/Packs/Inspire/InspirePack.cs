namespace Studio.Engine.Nodes.Packs.Inspire;

/// <summary>Classes of the pack ComfyUI-Inspire-Pack, by what they do with their inputs.</summary>
internal static class InspirePack
{
    public const string Name = "ComfyUI-Inspire-Pack";
}
