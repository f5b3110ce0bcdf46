namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>Classes of the pack comfyui-tooling-nodes, by what they do with their inputs.</summary>
internal static class ToolingPack
{
    public const string Name = "comfyui-tooling-nodes";
}
