using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Context Switch Big (rgthree)", Pack = RgthreePack.Name, DisplayName = "Context Switch Big (rgthree)", Category = "rgthree",
    Description = "The first of any number of contexts in which anything is set.")]
public sealed class ContextSwitchBig : INode<NodeOutput>, IMoreOutputs
{
    public static IReadOnlyList<OutputSchema> MoreOutputs => Contexts.Outputs(isBig: true);

    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Contexts.Opened(Contexts.Among(Inputs).FirstOrDefault(), isBig: true);
}
