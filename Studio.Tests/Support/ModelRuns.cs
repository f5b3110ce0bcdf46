using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>The work that is done with models, for tests that have a pool and nothing around it.</summary>
internal static class ModelRuns
{
    public static Conditioning Encode(this ModelPool pool, ClipModel? clip, string text, CancellationToken cancellationToken = default) =>
        new TextEncoding(pool).Encode(clip!, text, _ => { }, cancellationToken);

    public static Tensor Decode(this ModelPool pool, VaeModel? vae, Tensor samples, CancellationToken cancellationToken = default) =>
        new LatentCodec(pool).Decode(vae!, samples, cancellationToken);

    public static Tensor Encode(this ModelPool pool, VaeModel? vae, Tensor pixels, CancellationToken cancellationToken = default) =>
        new LatentCodec(pool).Encode(vae!, pixels, cancellationToken);

    public static Tensor DecodeTiled(this ModelPool pool, VaeModel vae, Tensor samples, int tileSize, int overlap) =>
        new LatentCodec(pool).DecodeTiled(vae, samples, tileSize, overlap, _ => { }, CancellationToken.None);

    public static Tensor EncodeTiled(this ModelPool pool, VaeModel vae, Tensor pixels, int tileSize, int overlap) =>
        new LatentCodec(pool).EncodeTiled(vae, pixels, tileSize, overlap, CancellationToken.None);

    public static IModelDenoiser Denoiser(this ModelPool pool, DiffusionModel model, Conditioning positive, Conditioning negative,
        double guidance, CancellationToken cancellationToken, Latent? start = null) =>
        new LatentSampling(pool).Denoiser(new ClassifierFreeGuider(model, positive, negative, guidance), cancellationToken, start);

    public static IModelDenoiser Denoiser(this ModelPool pool, DiffusionModel model, Conditioning positive, Conditioning negative,
        double guidance) => pool.Denoiser(model, positive, negative, guidance, CancellationToken.None);

    public static Latent Sample(this ModelPool pool, SamplingRequest request) => new LatentSampling(pool).Run(request);
}
