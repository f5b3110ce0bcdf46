using Studio.Engine.Models.Building;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>A control network inside of a transformer.</summary>
/// <param name="From">The network.</param>
/// <param name="Index">Which one of the model it is, from 0.</param>
/// <param name="Strength">What it gives is multiplied by this.</param>
internal sealed record InnerControl(NetworkRecipe From, int Index, PatchHints Hints, float Strength) : ModelPatch
{
    public override GraphPatch Graph => From.Network switch
    {
        ZImageControl control => new ZImageControlGraph(Names, control),
        var control => new QwenBlockControlGraph(Names, (QwenBlockControl)control),
    };

    public override WeightChange Weights => new LentWeights(From, Names);

    private string Names => $"patch{Index}:";

    public override IReadOnlyList<ConditioningInput> Inputs(PatchStep step) =>
    [
        new(Names + ZImageControl.HintInput, Hints.At(step.Height, step.Width)),
        new(Names + InnerStrength.Input, new Tensor(new[] { Strength }, 1)),
    ];
}

/// <summary>What a ControlNet for Z-Image changes in the graph.</summary>
/// <param name="Names">What the network's weights and inputs begin with.</param>
internal sealed record ZImageControlGraph(string Names, ZImageControl Control) : GraphPatch
{
    public override Value AtStage(OnnxGraph g, Value tokens, ZImageStage stage) => Control.Residual(g, Names, stage) is { } residual
        ? g.AddTokens(tokens, InnerStrength.Times(g, residual, Names), stage.Before)
        : tokens;
}

/// <summary>What a DiffSynth ControlNet for Qwen-Image changes in the graph.</summary>
/// <param name="Names">What the network's weights and inputs begin with.</param>
internal sealed record QwenBlockControlGraph(string Names, QwenBlockControl Control) : GraphPatch
{
    public override Value AtPicture(OnnxGraph g, Value tokens, TokenBlock block) =>
        g.AddTokens(tokens, InnerStrength.Times(g, Control.Residual(g, Names, tokens, block.Index), Names), block.Before);
}

/// <summary>How far such a network leads.</summary>
internal static class InnerStrength
{
    public const string Input = "strength";

    /// <summary>What is given [B,n,width] times the strength.</summary>
    public static Value Times(OnnxGraph g, Value residual, string names) => g.Multiply(residual, g.Shared(names + Input,
        () => g.Op("Reshape", [g.Input(names + Input, ElementType.Float32, -1), g.Constant([-1, 1, 1])])));
}
