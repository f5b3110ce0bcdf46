using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ReferenceLatent", DisplayName = "Set Reference Latent", Category = "model/conditioning",
    PythonModule = "comfy_extras.nodes_edit_model", SchemaStyle = true,
    Description = "Shows a picture to a model that edits or follows pictures; several are shown by several of these, one after another.")]
public sealed class ReferenceLatent : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public Latent? Latent { get; init; }

    public Conditioning Run(NodeContext context) => Latent is null ? Conditioning : Conditioning.WithReferences(Latent.Samples);
}
