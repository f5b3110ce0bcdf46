using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Context (rgthree)", Pack = RgthreePack.Name, DisplayName = "Context (rgthree)", Category = "rgthree",
    Description = "Gathers what a workflow hands on; what is linked replaces what comes with base_ctx.")]
public sealed class Context : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs => Contexts.Inputs(isBig: false);

    public static IReadOnlyList<OutputSchema> MoreOutputs => Contexts.Outputs(isBig: false);

    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public NodeOutput Run(NodeContext context) =>
        Contexts.Opened(Contexts.With(Inputs.GetValueOrDefault("base_ctx") as NamedValues, Inputs), isBig: false);
}
