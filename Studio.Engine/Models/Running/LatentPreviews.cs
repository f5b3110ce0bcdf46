using System.Runtime.CompilerServices;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Rough pictures of latents on their way, for progress, at almost no cost.</summary>
public sealed class LatentPreviews(LatentCodec codec)
{
    private readonly ConditionalWeakTable<ModelSource, LatentPreview> _bySource = [];

    /// <summary>A latent [B,C,h,w] in the model's space, a pixel for each latent pixel.</summary>
    public Image Render(DiffusionModel model, Tensor latent, CancellationToken cancellationToken)
    {
        var source = model.Network.Source;
        if (!_bySource.TryGetValue(source, out var preview))
            _bySource.AddOrUpdate(source, preview = Make(source, cancellationToken));
        return preview.Render(latent);
    }

    private LatentPreview Make(ModelSource source, CancellationToken cancellationToken)
    {
        if (!LatentPreview.MustFit(source.Family))
            return LatentPreview.Of(source.Family.Latent);
        var vae = new VaeModel(source);
        return LatentPreview.Fit(vae, source.Family.Latent, card => codec.Encode(vae, card, cancellationToken));
    }
}
