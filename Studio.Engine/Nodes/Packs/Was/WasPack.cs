namespace Studio.Engine.Nodes.Packs.Was;

/// <summary>Classes of the pack was-node-suite-comfyui, by what they do with their inputs.</summary>
internal static class WasPack
{
    public const string Name = "was-node-suite-comfyui";
}
