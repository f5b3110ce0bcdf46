using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record LogicBooleanOutputs(bool Boolean, [Output("NUMBER", Type = "NUMBER")] object? Number, long Int, double Float);

[Node("Logic Boolean", Pack = WasPack.Name, DisplayName = "Logic Boolean", Category = "WAS Suite/Logic",
    Description = "A number as a yes or no.")]
public sealed class LogicBoolean : INode<LogicBooleanOutputs>
{
    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Boolean { get; init; } = 1;

    public LogicBooleanOutputs Run(NodeContext context)
    {
        var whole = (long)Math.Round(Boolean);
        return new(whole != 0, whole, whole, Boolean);
    }
}
