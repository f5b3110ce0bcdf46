namespace Studio.Engine.Nodes.Packs.Comfyroll;

/// <summary>What the pack's classes give as show_help.</summary>
internal static class Wiki
{
    public static string Page(string page) => $"https://github.com/Suzie1/ComfyUI_Comfyroll_CustomNodes/wiki/{page}";
}
