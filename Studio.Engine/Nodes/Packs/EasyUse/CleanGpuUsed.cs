using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record CleanGpuUsedOutputs([Output("output")] object? Output);

[Node("easy cleanGpuUsed", Pack = EasyUsePack.Name, Category = "EasyUse/Logic", IsOutput = true,
    Description = "Hands its input on. Memory is given back here where it is short, without being asked.")]
public sealed class CleanGpuUsed : INode<CleanGpuUsedOutputs>
{
    [Input]
    public required object? Anything { get; init; }

    public CleanGpuUsedOutputs Run(NodeContext context) => new(Anything);
}
