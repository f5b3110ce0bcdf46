using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record LoadLoraOutputs(DiffusionModel Model, ClipModel Clip, [Output("show_help")] string ShowHelp);

[Node("CR Load LoRA", Pack = ComfyrollPack.Name, DisplayName = "💊 CR Load LoRA", Category = "🧩 Comfyroll Studio/✨ Essential/💊 LoRA",
    Description = "A LoRA that can be switched off.")]
public sealed class LoadLora(LoraStacks stacks) : INode<LoadLoraOutputs>, IFingerprint
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Choices = ["On", "Off"])]
    public string Switch { get; init; } = "On";

    [Input(ChoicesFrom = typeof(OptionalLoraNames))]
    public string LoraName { get; init; } = "None";

    [Input(Min = -10, Max = 10, Step = 0.01)]
    public double StrengthModel { get; init; } = 1;

    [Input(Min = -10, Max = 10, Step = 0.01)]
    public double StrengthClip { get; init; } = 1;

    private StackedLora[] Rows => [new(Switch == "On" ? LoraName : "None", StrengthModel, StrengthClip)];

    public LoadLoraOutputs Run(NodeContext context)
    {
        var (model, clip) = stacks.Apply(Model, Clip, Rows, context);
        return new LoadLoraOutputs(model, clip!, Wiki.Page("LoRA-Nodes#cr-load-lora"));
    }

    /// <summary>A file that was replaced is another LoRA.</summary>
    public string? Fingerprint() => stacks.Stamp(Rows);
}
