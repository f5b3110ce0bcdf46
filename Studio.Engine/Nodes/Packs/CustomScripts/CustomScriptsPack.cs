namespace Studio.Engine.Nodes.Packs.CustomScripts;

/// <summary>Classes of the pack ComfyUI-Custom-Scripts, by what they do with their inputs.</summary>
internal static class CustomScriptsPack
{
    public const string Name = "ComfyUI-Custom-Scripts";
}
