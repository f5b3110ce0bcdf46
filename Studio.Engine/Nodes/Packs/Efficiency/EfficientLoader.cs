using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record EfficientLoaderOutputs(DiffusionModel Model, [Output("CONDITIONING+")] Conditioning Conditioning,
    [Output("CONDITIONING-")] Conditioning Conditioning2, Latent Latent, VaeModel Vae, ClipModel Clip,
    [Output("DEPENDENCIES", Type = "DEPENDENCIES")] object? Dependencies);

[Node("Efficient Loader", Pack = EfficiencyPack.Name, DisplayName = "Efficient Loader", Category = "Efficiency Nodes/Loaders",
    Description = "A checkpoint with its LoRAs, prompts and an empty latent.")]
public sealed class EfficientLoader(PartLoading loading) : INode<EfficientLoaderOutputs>, IFingerprint
{
    [Input(ChoicesFrom = typeof(CheckpointNames))] public required string CkptName { get; init; }
    [Input(ChoicesFrom = typeof(VaeOrBakedNames))] public string VaeName { get; init; } = "Baked VAE";
    [Input(Min = -24, Max = -1, Step = 1)] public int ClipSkip { get; init; } = -1;
    [Input(ChoicesFrom = typeof(OptionalLoraNames))] public string LoraName { get; init; } = "None";
    [Input(Min = -10, Max = 10, Step = 0.01)] public double LoraModelStrength { get; init; } = 1;
    [Input(Min = -10, Max = 10, Step = 0.01)] public double LoraClipStrength { get; init; } = 1;
    [Input(Multiline = true)] public string Positive { get; init; } = "CLIP_POSITIVE";
    [Input(Multiline = true)] public string Negative { get; init; } = "CLIP_NEGATIVE";
    [Input(Choices = ["none", "mean", "length", "length+mean"])] public string TokenNormalization { get; init; } = "none";
    [Input(Choices = ["comfy", "A1111", "compel", "comfy++", "down_weight"])] public string WeightInterpretation { get; init; } = "comfy";
    [Input(Min = 64, Max = 16384, Step = 64)] public int EmptyLatentWidth { get; init; } = 512;
    [Input(Min = 64, Max = 16384, Step = 64)] public int EmptyLatentHeight { get; init; } = 512;
    [Input(Min = 1, Max = 262144)] public int BatchSize { get; init; } = 1;
    [Input(Type = "LORA_STACK")] public object? LoraStack { get; init; }
    [Input(Type = "CONTROL_NET_STACK")] public object? CnetStack { get; init; }

    private StackedLora[] Loras => [new(LoraName, LoraModelStrength, LoraClipStrength), .. LoraStacks.Read(LoraStack)];

    public EfficientLoaderOutputs Run(NodeContext context)
    {
        var parts = new LoadedParts(loading.Open(CkptName, VaeName, ClipSkip, Loras, context), TokenNormalization, WeightInterpretation);
        var (positive, negative) = parts.Encode(loading, Positive, Negative, context);
        if (CnetStack is Bundle stack)
            (positive, negative) = StackedControls.Apply(positive, negative, stack, context);
        var latent = new Latent(new Tensor(BatchSize, 4, EmptyLatentHeight / 8, EmptyLatentWidth / 8));
        return new EfficientLoaderOutputs(parts.Model, positive, negative, latent, parts.Vae, parts.Clip, null);
    }

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => loading.Stamp(CkptName, VaeName, Loras);
}
