using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Context Big (rgthree)", Pack = RgthreePack.Name, DisplayName = "Context Big (rgthree)", Category = "rgthree",
    Description = "Gathers what a workflow hands on; what is linked replaces what comes with base_ctx.")]
public sealed class ContextBig : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs => Contexts.Inputs(isBig: true);

    public static IReadOnlyList<OutputSchema> MoreOutputs => Contexts.Outputs(isBig: true);

    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Contexts.Opened(Contexts.With(Inputs.GetValueOrDefault("base_ctx") as NamedValues, Inputs), isBig: true);
}
