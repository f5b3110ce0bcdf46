namespace Studio.Engine.Nodes.Packs.Various;

/// <summary>Classes of the pack comfyui-various, by what they do with their inputs.</summary>
internal static class VariousPack
{
    public const string Name = "comfyui-various";
}
