using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Context Merge (rgthree)", Pack = RgthreePack.Name, DisplayName = "Context Merge (rgthree)", Category = "rgthree",
    Description = "Joins contexts: of a value that several have the last one counts.")]
public sealed class ContextMerge : INode<NodeOutput>, IMoreOutputs
{
    public static IReadOnlyList<OutputSchema> MoreOutputs => Contexts.Outputs(isBig: false);

    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Contexts.Opened(Contexts.Among(Inputs).Aggregate(Contexts.With(null, Inputs),
            (all, one) => Contexts.With(all, one.Values)), isBig: false);
}
