using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Families;

/// <summary>The text's tokens as they are, and pictures to edit as tokens beside the one that is made.</summary>
internal sealed class QwenImageInputs : IConditioningInputs
{
    private static readonly ReferenceLayout Layout =
        new(LatentFormats.Wan.Channels, QwenImageTransformer.Side, QwenImageTransformer.Axes.Count, IsCentred: true);

    private QwenImageInputs()
    {
    }

    public static QwenImageInputs Instance { get; } = new();

    public void RequireFit(ConditioningEntry entry, Network denoiser, string model)
    {
        WholeTextInputs.RequireWidth(entry, (DenoiserNetwork)denoiser, model, "a Qwen2.5-VL-7B (CLIPLoader, type qwen_image)");
        Layout.RequireFit(entry.References, model);
    }

    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use)
    {
        var (network, references) = ((QwenImageTransformer)denoiser, entry.References);
        var placement = network.PlacementOf(references);
        var tokens = ReferenceTokens.Of([.. references.Latents.Select(LatentFormats.Wan.ToModel)], Layout, placement,
            use.Height / LatentFormats.Wan.Factor, use.Width / LatentFormats.Wan.Factor);
        List<ConditioningInput> inputs = [WholeTextInputs.Context(entry), .. tokens.Inputs()];
        if (network.HasReferenceNoise)
        {
            var part = placement is ReferencePlacement.IndexWithoutNoise ? 0f : 1f;
            inputs.Add(new(QwenImageTransformer.ReferenceNoiseInput, new Tensor(new[] { part }, 1)) { IsShared = true });
        }
        return inputs;
    }
}
