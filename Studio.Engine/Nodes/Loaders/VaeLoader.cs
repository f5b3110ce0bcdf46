using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAELoader", DisplayName = "Load VAE", Category = "model/loaders", Description = "Opens an autoencoder from a file of its own, or a tiny one (taesd, taesdxl, taesd3, taef1) from vae_approx.")]
public sealed class VaeLoader(ModelPool pool, IModelFiles files) : INode<VaeModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(VaeNames))]
    public required string VaeName { get; init; }

    private bool IsTiny => TinyAutoencoders.IsOne(VaeName) && files.Find("vae", VaeName) is null;

    public VaeModel Run(NodeContext context) => IsTiny
        ? pool.LoadTiny(files, VaeName, context.CancellationToken)
        : pool.LoadVae(files.Require("vae", VaeName), context.CancellationToken);

    /// <summary>A file that was replaced is another autoencoder.</summary>
    public string? Fingerprint() => IsTiny ? files.StampOfAll("vae_approx") : files.Stamp("vae", VaeName);
}
