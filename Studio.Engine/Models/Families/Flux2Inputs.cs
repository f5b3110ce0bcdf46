using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Families;

/// <summary>The text's tokens, at least as many as it was trained with, pictures beside, and dev how strongly to follow the text.</summary>
internal sealed class Flux2Inputs : IConditioningInputs
{
    /// <summary>Shorter texts have zeros before them.</summary>
    public const int LeastTokens = 512;

    /// <summary>Of the smaller klein's texts.</summary>
    private const int KleinWidth = 7680;

    /// <summary>The network takes what is below 0 as nothing at all.</summary>
    private const float NoGuidance = -1;

    private static readonly ReferenceLayout Layout =
        new(LatentFormats.Flux2.Channels, Side: 1, Flux2Transformer.Axes.Count, Step: 10);

    private Flux2Inputs()
    {
    }

    public static Flux2Inputs Instance { get; } = new();

    public void RequireFit(ConditioningEntry entry, Network denoiser, string model)
    {
        var network = (Flux2Transformer)denoiser;
        WholeTextInputs.RequireWidth(entry, network, model, network.HasGuidance
            ? "a Mistral 3 small, which is not supported yet; klein takes a Qwen3"
            : $"a Qwen3 {(network.ContextWidth > KleinWidth ? "8B" : "4B")} (CLIPLoader, type flux2)");
        Layout.RequireFit(entry.References, model);
    }

    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use)
    {
        var (network, references, factor) = ((Flux2Transformer)denoiser, entry.References, LatentFormats.Flux2.Factor);
        var placement = references.Placement ?? ReferencePlacement.Index;
        var tokens = ReferenceTokens.Of([.. references.Latents.Select(LatentFormats.Flux2.ToModel)], Layout, placement, use.Height / factor,
            use.Width / factor);
        List<ConditioningInput> inputs = [new(DenoiserNetwork.ContextInput, Filled(entry.Embedding)), .. tokens.Inputs()];
        if (network.HasGuidance)
            inputs.Add(new(Flux2Transformer.GuidanceInput, new Tensor(new[] { entry.Guidance.Strength ?? NoGuidance }, 1)));
        if (network.HasReferenceNoise)
        {
            var part = placement is ReferencePlacement.IndexWithoutNoise ? 0f : 1f;
            inputs.Add(new(Flux2Transformer.ReferenceNoiseInput, new Tensor(new[] { part }, 1)) { IsShared = true });
        }
        return inputs;
    }

    private static Tensor Filled(Tensor text)
    {
        var missing = LeastTokens - text.Size(1);
        if (missing <= 0)
            return text;
        var filled = new Tensor(text.Size(0), LeastTokens, text.Size(2));
        for (var b = 0; b < text.Size(0); b++)
            text.Slice(b).Span.CopyTo(filled.Slice(b).Span[(missing * text.Size(2))..]);
        return filled;
    }
}
