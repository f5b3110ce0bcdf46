using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a Qwen2.5-VL's vision tower from its tensors' shapes.</summary>
internal static class QwenVisionReader
{
    private const string Text = "model.";

    /// <summary>The tower beside a text encoder; nothing when the file has none.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<QwenVision> Read(TensorNames tensors, QwenText text)
    {
        var prefix = text.Prefix[..^Text.Length] + "visual.";
        if (!tensors.HasAny(prefix + "patch_embed.proj.weight") || !tensors.HasAny(prefix + "merger.mlp.2.weight"))
            return [];
        return
        [
            new QwenVision(
                prefix,
                tensors.Size(prefix + "patch_embed.proj.weight", 0),
                tensors.Count(prefix + "blocks.", ".attn.qkv.weight"),
                tensors.Size(prefix + "blocks.0.mlp.gate_proj.weight", 0),
                tensors.Size(prefix + "merger.mlp.2.weight", 0)),
        ];
    }
}
