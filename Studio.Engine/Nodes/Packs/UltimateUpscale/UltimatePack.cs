namespace Studio.Engine.Nodes.Packs.UltimateUpscale;

/// <summary>Classes of the pack ComfyUI_UltimateSDUpscale, by what they do with their inputs.</summary>
internal static class UltimatePack
{
    public const string Name = "ComfyUI_UltimateSDUpscale";

    public const string Category = "image/upscaling";

    public const string NoSeams = "None";
}
