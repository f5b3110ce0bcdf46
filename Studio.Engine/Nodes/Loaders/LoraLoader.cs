using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LoraLoader", DisplayName = "Load LoRA (Model and CLIP)", Category = "model/loaders",
    Description = "Changes a model and its text encoder by a LoRA, a small file of differences. Several may follow one another.")]
public sealed class LoraLoader(IModelFiles files) : INode<PatchedByLora>, IFingerprint
{
    [Input(Tooltip = "The model to change.")]
    public required DiffusionModel Model { get; init; }

    [Input(Tooltip = "The text encoder to change.")]
    public required ClipModel Clip { get; init; }

    [Input(ChoicesFrom = typeof(LoraNames), Tooltip = "The LoRA file.")]
    public required string LoraName { get; init; }

    [Input(Min = -100, Max = 100, Step = 0.01, Tooltip = "How strongly the model is changed. Negative values do the opposite.")]
    public double StrengthModel { get; init; } = 1;

    [Input(Min = -100, Max = 100, Step = 0.01, Tooltip = "How strongly the text encoder is changed. Negative values do the opposite.")]
    public double StrengthClip { get; init; } = 1;

    public PatchedByLora Run(NodeContext context)
    {
        if (StrengthModel == 0 && StrengthClip == 0)
            return new PatchedByLora(Model, Clip);
        var lora = Lora.For(files.Require("loras", LoraName), Model, Clip);
        if (lora.Warning is { } leftOut)
            context.Warn(leftOut);
        return new PatchedByLora(lora.On(Model, (float)StrengthModel), lora.On(Clip, (float)StrengthClip));
    }

    /// <summary>A file that was replaced is another LoRA.</summary>
    public string? Fingerprint() => files.Stamp("loras", LoraName);
}

/// <summary>A model and its text encoder with a LoRA on them.</summary>
public sealed record PatchedByLora(DiffusionModel Model, ClipModel Clip);
