using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Families;

/// <summary>The text's tokens as they are, and its summary.</summary>
internal sealed class Sd3Inputs : IConditioningInputs
{
    private const int LatentFactor = 8;

    private Sd3Inputs()
    {
    }

    public static Sd3Inputs Instance { get; } = new();

    public void RequireFit(ConditioningEntry entry, Network denoiser, string model)
    {
        var dit = (MmDit)denoiser;
        TextInputs.RequireWidth(entry, dit, model);
        if (entry.Pooled is { } summary && summary.Size(-1) != dit.SummaryWidth)
            throw new EngineException(EngineError.BadPrompt,
                $"This model ({model}) is told a summary of the text, {dit.SummaryWidth} numbers, and the conditioning brings {summary.Size(-1)}. Encode the text with the encoders of the same family (TripleCLIPLoader, or DualCLIPLoader with the type sd3).");
    }

    /// <exception cref="EngineException">BadPrompt: the picture is larger than the model has places for.</exception>
    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use)
    {
        var dit = (MmDit)denoiser;
        var most = dit.Side * MmDit.PatchSide * LatentFactor;
        if (use.Height > most || use.Width > most)
            throw new EngineException(EngineError.BadPrompt,
                $"The picture is {use.Width}x{use.Height} pixels, and this model knows places for {most}x{most} at most. Make it smaller, and enlarge the result.");
        var summary = entry.Pooled ?? new Tensor(entry.Embedding.Size(0), dit.SummaryWidth);
        return
        [
            // a token more is not the same when all attend to each other
            TextInputs.Context(entry) with { IsTokens = false },
            new(MmDit.SummaryInput, summary.Reshape(summary.Length / dit.SummaryWidth, dit.SummaryWidth)),
        ];
    }
}
