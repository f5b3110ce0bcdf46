using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record StyleAndPromptOutputs([Output("model (with loras)")] DiffusionModel Model, [Output("clip")] ClipModel Clip,
    [Output("vae")] VaeModel Vae, [Output("positive prompt (evaluated)")] string Positive,
    [Output("negative prompt (evaluated)")] string Negative, [Output("sampler name", Type = "COMBO")] object? Sampler,
    [Output("scheduler", Type = "COMBO")] object? Scheduler, [Output("steps")] int Steps, [Output("guidance")] double Guidance);

[Node("ETN_KritaStyleAndPrompt", Pack = ToolingPack.Name, DisplayName = "Krita Style & Prompt", Category = ToolingPack.Krita,
    SchemaStyle = true, Description = "Stands for the style and prompt of Krita, whose plugin puts them here.")]
public sealed class KritaStyleAndPrompt : INode<StyleAndPromptOutputs>
{
    [Input(Choices = ["auto", "regular", "live"])]
    public required string SamplerPreset { get; init; }

    public StyleAndPromptOutputs Run(NodeContext context) => throw KritaPlaces.Unfilled("The style and prompt");
}
