namespace Studio.Engine.Nodes.Packs.MultiAngle;

/// <summary>Classes of the pack ComfyUI-qwenmultiangle, by what they do with their inputs.</summary>
internal static class MultiAnglePack
{
    public const string Name = "ComfyUI-qwenmultiangle";
}
