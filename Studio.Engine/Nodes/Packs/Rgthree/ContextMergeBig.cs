using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Context Merge Big (rgthree)", Pack = RgthreePack.Name, DisplayName = "Context Merge Big (rgthree)", Category = "rgthree",
    Description = "Joins contexts: of a value that several have the last one counts.")]
public sealed class ContextMergeBig : INode<NodeOutput>, IMoreOutputs
{
    public static IReadOnlyList<OutputSchema> MoreOutputs => Contexts.Outputs(isBig: true);

    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Contexts.Opened(Contexts.Among(Inputs).Aggregate(Contexts.With(null, Inputs),
            (all, one) => Contexts.With(all, one.Values)), isBig: true);
}
