using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactLogicalOperators", Pack = ImpactPack.Name, DisplayName = "ImpactLogicalOperators", Category = "ImpactPack/Logic",
    Description = "Two truths made one.")]
public sealed class LogicalOperators : INode<bool>
{
    [Input(Choices = ["and", "or", "xor"])]
    public string Operator { get; init; } = "and";

    [Input(ForceInput = true)]
    public required bool BoolA { get; init; }

    [Input(ForceInput = true)]
    public required bool BoolB { get; init; }

    public bool Run(NodeContext context) => Operator switch { "and" => BoolA && BoolB, "or" => BoolA || BoolB, _ => BoolA != BoolB };
}
