using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record ClearCacheAllOutputs([Output("output")] object? Output);

[Node("easy clearCacheAll", Pack = EasyUsePack.Name, Category = "EasyUse/Logic", IsOutput = true,
    Description = "Hands its input on. Memory is given back here where it is short, without being asked.")]
public sealed class ClearCacheAll : INode<ClearCacheAllOutputs>
{
    [Input]
    public required object? Anything { get; init; }

    public ClearCacheAllOutputs Run(NodeContext context) => new(Anything);
}
