using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Efficiency;

/// <summary>What a loader has opened, and how its texts are weighted.</summary>
internal sealed record LoadedParts(DiffusionModel Model, ClipModel Clip, VaeModel Vae, string Normalization, string Interpretation)
{
    public LoadedParts((DiffusionModel Model, ClipModel Clip, VaeModel Vae) parts, string normalization, string interpretation)
        : this(parts.Model, parts.Clip, parts.Vae, normalization, interpretation)
    {
    }

    public (Conditioning Positive, Conditioning Negative) Encode(PartLoading loading, string positive, string negative, NodeContext context)
    {
        if (Normalization != "none" || Interpretation != "comfy")
            context.Warn($"Weights of texts are taken as ComfyUI takes them, not as {Interpretation} with normalization {Normalization}.");
        return (loading.Encode(Clip, positive, context), loading.Encode(Clip, negative, context));
    }
}
