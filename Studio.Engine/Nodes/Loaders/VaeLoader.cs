using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAELoader", DisplayName = "Load VAE", Category = "model/loaders", Description = "Opens an autoencoder from a file of its own.")]
public sealed class VaeLoader(ModelPool pool, IModelFiles files) : INode<VaeModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(VaeNames))]
    public required string VaeName { get; init; }

    public VaeModel Run(NodeContext context) => pool.LoadVae(files.Require("vae", VaeName), context.CancellationToken);

    /// <summary>A file that was replaced is another autoencoder.</summary>
    public string? Fingerprint() => files.Stamp("vae", VaeName);
}
