using System.Runtime.CompilerServices;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// Pictures of latents on their way, for progress: rough ones at almost no cost, or good ones by a tiny autoencoder where its decoder is in
/// the folder vae_approx.
/// </summary>
public sealed class LatentPreviews(LatentCodec codec, ModelPool pool, IModelFiles files)
{
    /// <summary>The method that asks for a tiny autoencoder.</summary>
    public const string Tiny = "taesd";

    private readonly ConditionalWeakTable<ModelSource, LatentPreview> _bySource = [];

    /// <summary>What makes pictures of a model's latents: a tiny autoencoder where the method says so and there is one for them.</summary>
    /// <param name="method">taesd, or anything else for the rough ones.</param>
    /// <exception cref="EngineException">BadFile: the decoder's file is damaged, or none for such latents.</exception>
    public Func<Tensor, Image> Of(DiffusionModel model, string method, CancellationToken cancellationToken) =>
        method == Tiny && TinyDecoder(model, cancellationToken) is { } tiny
            ? latent => new Image(codec.Decode(tiny, latent, cancellationToken))
            : latent => Render(model, latent, cancellationToken);

    /// <summary>A latent [B,C,h,w] in the model's space, roughly: a pixel for each latent pixel.</summary>
    public Image Render(DiffusionModel model, Tensor latent, CancellationToken cancellationToken)
    {
        var source = model.Network.Source;
        if (!_bySource.TryGetValue(source, out var preview))
            _bySource.AddOrUpdate(source, preview = Make(source, cancellationToken));
        return preview.Render(latent);
    }

    private VaeModel? TinyDecoder(DiffusionModel model, CancellationToken cancellationToken) =>
        model.Family.Latent.TinyAutoencoder is { } name
            ? pool.LoadTinyDecoder(files, name, model.Family.Latent.Channels, cancellationToken)
            : null;

    private LatentPreview Make(ModelSource source, CancellationToken cancellationToken)
    {
        if (!LatentPreview.MustFit(source.Family))
            return LatentPreview.Of(source.Family.Latent);
        var vae = new VaeModel(source);
        return LatentPreview.Fit(vae, source.Family.Latent, card => codec.Encode(vae, card, cancellationToken));
    }
}
