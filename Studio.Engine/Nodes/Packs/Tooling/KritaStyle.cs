using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record StyleOutputs([Output("model")] DiffusionModel Model, [Output("clip")] ClipModel Clip, [Output("vae")] VaeModel Vae,
    [Output("positive prompt")] string Positive, [Output("negative prompt")] string Negative,
    [Output("sampler name", Type = "COMBO")] object? Sampler, [Output("scheduler", Type = "COMBO")] object? Scheduler,
    [Output("steps")] int Steps, [Output("guidance")] double Guidance);

[Node("ETN_KritaStyle", Pack = ToolingPack.Name, DisplayName = "Krita Style", Category = ToolingPack.Krita, SchemaStyle = true,
    Description = "Stands for a style in Krita, whose plugin puts its model and settings here.")]
public sealed class KritaStyle : INode<StyleOutputs>
{
    [Input]
    public string Name { get; init; } = "Style";

    [Input(Choices = ["auto", "regular", "live"])]
    public required string SamplerPreset { get; init; }

    public StyleOutputs Run(NodeContext context) => throw KritaPlaces.Unfilled($"The style '{Name}'");
}
