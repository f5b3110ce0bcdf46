using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Latent Input Switch", Pack = WasPack.Name, DisplayName = "Latent Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two latents.")]
public sealed class LatentInputSwitch : INode<Latent>
{
    [Input]
    public required Latent LatentA { get; init; }

    [Input]
    public required Latent LatentB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public Latent Run(NodeContext context) => Boolean ? LatentA : LatentB;
}
