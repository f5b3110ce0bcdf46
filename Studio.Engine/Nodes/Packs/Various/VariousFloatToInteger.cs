using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWFloatToInteger", Pack = VariousPack.Name, DisplayName = "Float to Integer", Category = "jamesWalker55",
    Description = "A number as a whole one.")]
public sealed class VariousFloatToInteger : INode<long>
{
    [Input(Min = -1e+17, Max = 1e+17)]
    public double Value { get; init; }

    [Input(Choices = ["round", "floor", "ceiling"])]
    public string Mode { get; init; } = "round";

    public long Run(NodeContext context) =>
        (long)(Mode switch { "floor" => Math.Floor(Value), "ceiling" => Math.Ceiling(Value), _ => Math.Round(Value) });
}
