using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmJustLoadTheModelPlease", Pack = SwarmUIPack.Name, DisplayName = "SwarmJustLoadTheModelPlease", Category = "SwarmUI/models",
    IsOutput = true, Description = "Has models opened, and does nothing with them.")]
public sealed class JustLoadTheModel : INode<NodeOutput>
{
    [Input(Type = "MODEL")]
    public required object Model { get; init; }

    [Input(Type = "CLIP")]
    public required object Clip { get; init; }

    [Input(Type = "VAE")]
    public required object Vae { get; init; }

    public NodeOutput Run(NodeContext context) => NodeOutput.Of();
}
