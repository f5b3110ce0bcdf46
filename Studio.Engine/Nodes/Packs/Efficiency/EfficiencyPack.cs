namespace Studio.Engine.Nodes.Packs.Efficiency;

/// <summary>Classes of the pack efficiency-nodes-comfyui, by what they do with their inputs.</summary>
internal static class EfficiencyPack
{
    public const string Name = "efficiency-nodes-comfyui";
}
