namespace Studio.Engine.Nodes.Packs.ControlAux;

/// <summary>Classes of the pack comfyui_controlnet_aux, by what they do with their inputs.</summary>
internal static class ControlAuxPack
{
    public const string Name = "comfyui_controlnet_aux";
}
