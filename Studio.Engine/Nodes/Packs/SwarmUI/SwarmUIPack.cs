namespace Studio.Engine.Nodes.Packs.SwarmUI;

/// <summary>Classes of the pack SwarmComfyCommon, by what they do with their inputs.</summary>
internal static class SwarmUIPack
{
    public const string Name = "SwarmComfyCommon";
}
