namespace Studio.Engine.Nodes.Packs.EasyUse;

/// <summary>Classes of the pack ComfyUI-Easy-Use, by what they do with their inputs.</summary>
internal static class EasyUsePack
{
    public const string Name = "ComfyUI-Easy-Use";
}
