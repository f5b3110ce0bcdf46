using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Conditioning Input Switch", Pack = WasPack.Name, DisplayName = "Conditioning Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two conditionings.")]
public sealed class ConditioningInputSwitch : INode<Conditioning>
{
    [Input]
    public required Conditioning ConditioningA { get; init; }

    [Input]
    public required Conditioning ConditioningB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public Conditioning Run(NodeContext context) => Boolean ? ConditioningA : ConditioningB;
}
