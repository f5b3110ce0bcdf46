using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Context Switch (rgthree)", Pack = RgthreePack.Name, DisplayName = "Context Switch (rgthree)", Category = "rgthree",
    Description = "The first of any number of contexts in which anything is set.")]
public sealed class ContextSwitch : INode<NodeOutput>, IMoreOutputs
{
    public static IReadOnlyList<OutputSchema> MoreOutputs => Contexts.Outputs(isBig: false);

    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Contexts.Opened(Contexts.Among(Inputs).FirstOrDefault(), isBig: false);
}
