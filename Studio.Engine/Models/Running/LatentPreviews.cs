using System.Collections.Concurrent;
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

    private readonly ConditionalWeakTable<ModelSource, ConcurrentDictionary<LatentFormat, LatentPreview>> _bySource = [];

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
        var previews = _bySource.GetOrCreateValue(model.Network.Source);
        if (!previews.TryGetValue(model.Latent, out var preview))
            previews[model.Latent] = preview = Make(model.Network.Source, model.Latent, cancellationToken);
        return preview.Render(latent);
    }

    private VaeModel? TinyDecoder(DiffusionModel model, CancellationToken cancellationToken) =>
        model.Latent.TinyAutoencoder is { } name
            ? pool.LoadTinyDecoder(files, name, model.Latent.Channels, cancellationToken)
            : null;

    private LatentPreview Make(ModelSource source, LatentFormat latent, CancellationToken cancellationToken)
    {
        if (!LatentPreview.MustFit(source.Family))
            return LatentPreview.Of(latent);
        var vae = new VaeModel(source);
        return LatentPreview.Fit(vae, latent, card => codec.Encode(vae, card, cancellationToken));
    }
}
