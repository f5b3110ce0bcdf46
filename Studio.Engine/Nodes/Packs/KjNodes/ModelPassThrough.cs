using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record ModelPassThroughOutputs([Output("model", Type = "MODEL")] object? Model);

[Node("ModelPassThrough", Pack = KjNodesPack.Name, DisplayName = "ModelPass", Category = "KJNodes/misc", Description = "Hands a model on.")]
public sealed class ModelPassThrough : INode<ModelPassThroughOutputs>
{
    [Input(Type = "MODEL")]
    public object? Model { get; init; }

    public ModelPassThroughOutputs Run(NodeContext context) => new(Model);
}
