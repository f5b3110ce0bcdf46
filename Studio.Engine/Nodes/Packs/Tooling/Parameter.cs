using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record ParameterOutputs([Output("value")] object? Value);

[Node("ETN_Parameter", Pack = ToolingPack.Name, DisplayName = "Parameter", Category = ToolingPack.Krita, SchemaStyle = true,
    Description = "Stands for a value that is asked for in Krita, whose plugin puts it here.")]
public sealed class Parameter : INode<ParameterOutputs>
{
    [Input]
    public string Name { get; init; } = "Parameter";

    [Input(Choices = ["auto", "number", "number (integer)", "toggle", "choice", "text", "prompt (positive)", "prompt (negative)"])]
    public string Type { get; init; } = "auto";

    [Input]
    public string Default { get; init; } = "";

    [Input(Min = double.MinValue, Max = double.MaxValue)]
    public double? Min { get; init; } = -1e10;

    [Input(Min = double.MinValue, Max = double.MaxValue)]
    public double? Max { get; init; } = 1e10;

    public ParameterOutputs Run(NodeContext context) => throw KritaPlaces.Unfilled($"The parameter '{Name}'");
}
