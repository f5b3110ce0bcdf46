using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Families;

/// <summary>
/// T5's tokens as they are, CLIP's summary of the text, how strongly to follow it, and pictures to edit as tokens beside the one that is
/// made.
/// </summary>
internal sealed class FluxInputs : IConditioningInputs
{
    /// <summary>The network takes what is below 0 as nothing at all.</summary>
    private const float NoGuidance = -1;

    private static readonly ReferenceLayout Layout = new(LatentFormats.Flux.Channels, FluxBody.Side, FluxBody.Axes.Count);

    private FluxInputs()
    {
    }

    public static FluxInputs Instance { get; } = new();

    public void RequireFit(ConditioningEntry entry, Network denoiser, string model)
    {
        var flux = (FluxTransformer)denoiser;
        TextInputs.RequireWidth(entry, flux, model);
        if (entry.Pooled is { } summary && summary.Size(-1) != flux.SummaryWidth)
            throw new EngineException(EngineError.BadPrompt,
                $"This model ({model}) is told a summary of the text, {flux.SummaryWidth} numbers, and the conditioning brings {summary.Size(-1)}. Encode the text with a CLIP-L and a T5-XXL (DualCLIPLoader, type flux).");
        if (!entry.References.IsEmpty && flux.ChannelsBeside > 0)
            throw new EngineException(EngineError.BadPrompt,
                $"This model ({model}) sees its picture beside the noise and takes no reference latents. Remove ReferenceLatent, or load FLUX.1 Kontext.");
        Layout.RequireFit(entry.References, model);
    }

    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use)
    {
        var flux = (FluxTransformer)denoiser;
        var summary = entry.Pooled ?? new Tensor(entry.Embedding.Size(0), flux.SummaryWidth);
        // a token more is not the same when all attend to each other
        List<ConditioningInput> inputs =
        [
            TextInputs.Context(entry) with { IsTokens = false },
            new(FluxTransformer.SummaryInput, summary.Reshape(summary.Length / flux.SummaryWidth, flux.SummaryWidth)),
        ];
        if (flux.HasGuidance)
            inputs.Add(new(FluxTransformer.GuidanceInput, new Tensor(new[] { entry.Guidance.Strength ?? NoGuidance }, 1)));
        if (flux.HasReferences)
            inputs.AddRange(Beside(entry.References, use));
        return inputs;
    }

    private static IEnumerable<ConditioningInput> Beside(References references, ConditioningUse use)
    {
        var format = LatentFormats.Flux;
        return ReferenceTokens.Of([.. references.Latents.Select(format.ToModel)], Layout, references.Placement ?? ReferencePlacement.Offset,
            use.Height / format.Factor, use.Width / format.Factor).Inputs();
    }
}
