using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record IfElseOutputs([Output("*")] object? Value);

[Node("easy ifElse", Pack = EasyUsePack.Name, Category = "EasyUse/Logic",
    Description = "One of two inputs. What leads to the other is not computed.")]
public sealed class IfElse : INode<IfElseOutputs>, ILazyInputs
{
    [Input]
    public required bool Boolean { get; init; }

    [Input(Lazy = true)]
    public required object? OnTrue { get; init; }

    [Input(Lazy = true)]
    public required object? OnFalse { get; init; }

    public IEnumerable<string> NeededInputs() => [Boolean ? "on_true" : "on_false"];

    public IfElseOutputs Run(NodeContext context) => new(Boolean ? OnTrue : OnFalse);
}
