namespace Studio.Engine.Models.Files;

/// <summary>
/// ControlNets for transformers, read as if their blocks had the names of their model's makers behind "control_model.", what a ControlNet
/// has besides those of its file.
/// </summary>
internal static class TransformerControlLayout
{
    /// <summary>A layer that only ControlNets have.</summary>
    public const string Mark = "controlnet_blocks.0.weight";

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        var tensors = header.Tensors;
        if (!tensors.ContainsKey(Mark))
            return header;
        // XLabs writes them as the model's makers do, InstantX as diffusers does; Qwen-Image has the same names everywhere
        var isOfXlabs = tensors.ContainsKey("double_blocks.0.img_attn.qkv.weight") && tensors.ContainsKey("pos_embed_input.weight");
        var isOfInstantX = tensors.ContainsKey("controlnet_x_embedder.weight");
        if (isOfXlabs || (isOfInstantX && tensors.ContainsKey("transformer_blocks.0.img_mlp.net.0.proj.weight")))
            return header.Renamed(name => ControlLayout.Prefix + name);
        return isOfInstantX && tensors.ContainsKey("x_embedder.weight")
            ? FluxDiffusersLayout.Renamed(header).Renamed(name => ControlLayout.Prefix + name)
            : header;
    }
}
