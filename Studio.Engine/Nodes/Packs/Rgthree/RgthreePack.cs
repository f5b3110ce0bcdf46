namespace Studio.Engine.Nodes.Packs.Rgthree;

/// <summary>Classes of the pack rgthree-comfy, by what they do with their inputs.</summary>
internal static class RgthreePack
{
    public const string Name = "rgthree-comfy";
}
