namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>Classes of the pack comfyui-tooling-nodes, by what they do with their inputs.</summary>
internal static class ToolingPack
{
    public const string Name = "comfyui-tooling-nodes";

    public const string Category = "external_tooling";

    public const string Tiles = "external_tooling/tiles";

    public const string Regions = "external_tooling/regions";

    public const string Krita = "krita";
}
