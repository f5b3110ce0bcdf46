namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>Classes of the pack comfyui-inpaint-nodes, by what they do with their inputs.</summary>
internal static class InpaintPack
{
    public const string Name = "comfyui-inpaint-nodes";

    public const string Category = "inpaint";
}
