using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Reads every size of a CLIP text encoder from its tensors' shapes.</summary>
public static class ClipReader
{
    private const int HeadWidth = 64;

    /// <summary>The encoder at the first of some prefixes that the file has; nothing when it has none of them.</summary>
    /// <param name="role">One of the CLIPs.</param>
    /// <param name="prefixes">What its tensors' names may begin with, up to and including the dot; OpenCLIP's layout is read as
    /// transformers'.</param>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    public static IEnumerable<Network> Read(TensorNames tensors, NetworkRole role, IEnumerable<string> prefixes) =>
        prefixes.FirstOrDefault(prefix => tensors.HasAny(prefix + "embeddings.token_embedding.weight")) is { } found
            ? [Read(tensors, role, found)]
            : [];

    internal static ClipText Read(TensorNames tensors, NetworkRole role, string prefix)
    {
        var width = tensors.Size(prefix + "embeddings.token_embedding.weight", 1);
        var heads = MetadataSettings.Number(tensors, "text.heads") ?? Math.Max(1, width / HeadWidth);
        if (width % heads != 0)
            throw TensorHeader.Bad(tensors.Header.Path, $"{heads} attention heads (text.heads) cannot share {width} channels");
        return new ClipText(
            role,
            prefix,
            width,
            tensors.Count(prefix + "encoder.layers.", ".mlp.fc1.weight"),
            heads,
            tensors.Size(prefix + "encoder.layers.0.mlp.fc1.weight", 0),
            tensors.Size(prefix + "embeddings.position_embedding.weight", 0),
            tensors.Size(prefix + "embeddings.token_embedding.weight", 0))
        {
            QuickGelu = role == NetworkRole.ClipL,
            Projection = tensors.HasAny(prefix + "text_projection.weight") ? tensors.Size(prefix + "text_projection.weight", 0) : 0,
        };
    }
}
