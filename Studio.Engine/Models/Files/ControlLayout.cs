using System.Globalization;

namespace Studio.Engine.Models.Files;

/// <summary>
/// Files for control in the layouts that trainers write, read as if ControlNets had the names of the original code behind "control_model.",
/// control-LoRAs the same behind "control_lora.", and T2I-Adapters those of theirs.
/// </summary>
internal static class ControlLayout
{
    public const string Prefix = "control_model.";
    public const string LoraPrefix = "control_lora.";
    public const string LoraMark = "lora_controlnet";

    private const string DiffusersHint = "controlnet_cond_embedding.";
    private const string AdapterPrefix = "adapter.";

    /// <summary>The header with the usual names; the same one when it has them already, or is something else.</summary>
    public static TensorHeader Unify(TensorHeader header)
    {
        if (header.Tensors.ContainsKey(LoraMark))
            return header.Renamed(name => name == LoraMark ? name : LoraPrefix + name);
        if (header.Tensors.ContainsKey(DiffusersHint + "conv_in.weight"))
            return UnifyDiffusers(header);
        if (header.Tensors.ContainsKey("zero_convs.0.0.weight"))
            return header.Renamed(name => Prefix + name);
        var isFull = header.Tensors.ContainsKey(AdapterPrefix + "conv_in.weight");
        var isDiffusers = header.Tensors.ContainsKey(AdapterPrefix + "body.0.resnets.0.block1.weight");
        return isFull || header.Tensors.ContainsKey(AdapterPrefix + "body.0.in_conv.weight")
            ? header.Renamed(name => AdapterName(name, isFull && isDiffusers))
            : header;
    }

    private static TensorHeader UnifyDiffusers(TensorHeader header)
    {
        var tensors = new TensorNames(header);
        var names = new DiffusersNames(UNetBlockCounts.OfDiffusers(tensors));
        var hints = tensors.Count(DiffusersHint + "blocks.", ".weight");
        return header.Renamed(name =>
        {
            var end = name.LastIndexOf('.');
            var (layer, rest) = end < 0 ? (name, "") : (name[..end], name[end..]);
            return Prefix + (Own(layer, hints) ?? names.Back(layer) ?? layer) + rest;
        });
    }

    /// <summary>Layers that no UNet has.</summary>
    private static string? Own(string layer, int hints)
    {
        const string block = DiffusersHint + "blocks.";
        const string residual = "controlnet_down_blocks.";
        if (layer.StartsWith(residual, StringComparison.Ordinal))
            return $"zero_convs.{layer[residual.Length..]}.0";
        if (layer.StartsWith(block, StringComparison.Ordinal) && Number(layer[block.Length..]) is { } index)
            return $"input_hint_block.{(index + 1) * 2}";
        return layer switch
        {
            DiffusersHint + "conv_in" => "input_hint_block.0",
            DiffusersHint + "conv_out" => $"input_hint_block.{(hints + 1) * 2}",
            "controlnet_mid_block" => "middle_block_out.0",
            _ => null,
        };
    }

    /// <summary>
    /// Diffusers counts the blocks of each size anew. In a full adapter there are two of each, what leads to a size belongs to the first.
    /// </summary>
    private static string AdapterName(string name, bool isFull) => name.Split('.') switch
    {
        ["adapter", "body", var size, "resnets", var block, .. var rest] when isFull && Number(size) is { } s && Number(block) is { } b =>
            $"body.{(s * 2) + b}.{string.Join('.', rest)}",
        ["adapter", "body", var size, "resnets", var block, .. var rest] => $"body.{size}.body.{block}.{string.Join('.', rest)}",
        ["adapter", "body", var size, "in_conv" or "down_opt", ..] when isFull && Number(size) is { } s =>
            $"body.{s * 2}.{string.Join('.', name.Split('.')[3..])}",
        ["adapter", .. var rest] => string.Join('.', rest),
        _ => name,
    };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
