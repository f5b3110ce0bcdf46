using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

public sealed record LoraLoaderWithExampleOutputs(DiffusionModel Model, ClipModel Clip, [Output("example")] string Example);

[Node("LoraLoader|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "Lora Loader 🐍", Category = "model/loaders",
    Description = "A LoRA, and the example prompt that was chosen for it.")]
public sealed class LoraLoaderWithExample(LoraStacks stacks) : INode<LoraLoaderWithExampleOutputs>, IFingerprint
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(ChoicesFrom = typeof(LoraNames))]
    public required string LoraName { get; init; }

    [Input(Min = -100, Max = 100, Step = 0.01)]
    public double StrengthModel { get; init; } = 1;

    [Input(Min = -100, Max = 100, Step = 0.01)]
    public double StrengthClip { get; init; } = 1;

    [Input]
    public string? Prompt { get; init; }

    private StackedLora[] Rows => [new(LoraName, StrengthModel, StrengthClip)];

    public LoraLoaderWithExampleOutputs Run(NodeContext context)
    {
        var (model, clip) = stacks.Apply(Model, Clip, Rows, context);
        return new LoraLoaderWithExampleOutputs(model, clip!, Prompt ?? "");
    }

    /// <summary>A file that was replaced is another LoRA.</summary>
    public string? Fingerprint() => stacks.Stamp(Rows);
}
