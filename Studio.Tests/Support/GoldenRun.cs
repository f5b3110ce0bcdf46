using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>A run that the reference made with a tiny model, made again.</summary>
internal static class GoldenRun
{
    private const double Tolerance = 1e-2;

    /// <summary>
    /// Runs with the settings of the golden: noise levels, every step's prediction and the latent are the reference's.
    /// </summary>
    /// <param name="run">What the names of its arrays begin with.</param>
    /// <param name="sigmas">Where no scheduler of ours is meant; null: the golden names one.</param>
    public static void Assert(ModelPool pool, FamilyGolden golden, string run, DiffusionModel model, Conditioning positive,
        Conditioning negative, Tensor? start = null, float[]? sigmas = null)
    {
        var (settings, expected) = (golden.Cases[run]!, Flat(golden.Array(run + "_latent")));
        sigmas ??= new SamplingPlan(BuiltIn.Schedules.Get((string)settings["scheduler"]!), (int)settings["steps"]!)
        {
            Denoise = (double)settings["denoise"]!,
        }.Sigmas(model.Sigmas);
        Compare.AssertMaximumError(golden.Array(run + "_sigmas"), new Tensor(sigmas, sigmas.Length), 1e-4);
        var steps = new List<Tensor>();
        var result = pool.Sample(new SamplingRequest(new ClassifierFreeGuider(model, positive, negative, (double)settings["cfg"]!),
            new Latent(start is null ? expected.ZerosLike() : Flat(start)))
        {
            Sampler = BuiltIn.Samplers.Get((string)settings["sampler"]!),
            Sigmas = sigmas,
            Seed = (ulong)settings["seed"]!,
            Progress = step => steps.Add(step.Denoised),
        });
        if (golden.Has(run + "_denoised"))
            Compare.AssertRelativeError(Flat(golden.Array(run + "_denoised")), Tensor.Stack([.. steps]), Tolerance);
        Compare.AssertRelativeError(expected, result.Samples, Tolerance);
    }

    /// <summary>[B,C,1,h,w], as models of films have pictures, as [B,C,h,w].</summary>
    public static Tensor Flat(Tensor latent) => latent.Rank == 5
        ? latent.Reshape(latent.Size(0), latent.Size(1), latent.Size(3), latent.Size(4))
        : latent;

    /// <summary>A latent decodes to the reference's picture, and its picture encodes to the latent.</summary>
    public static void AssertAutoencoder(ModelPool pool, FamilyGolden golden, LoadedCheckpoint loaded)
    {
        var latent = pool.Encode(loaded.Vae, golden.Array("vae_image"));
        Compare.AssertRelativeError(Flat(golden.Array("vae_latent")), latent, 1e-3);
        if (golden.Has("vae_latent_scaled"))
            Compare.AssertRelativeError(Flat(golden.Array("vae_latent_scaled")), loaded.Model.Family.Latent.ToModel(latent), 1e-3);
        var raw = Flat(golden.Array("vae_decoded_raw"));
        for (var i = 0; i < raw.Length; i++)
            raw.Span[i] = Math.Clamp((raw.Span[i] + 1) / 2, 0, 1);
        Compare.AssertPsnr(Pictures.FromPlanes(raw), pool.Decode(loaded.Vae, Flat(golden.Array("vae_latent"))), 60);
        var picture = golden.Array("traj_image");
        Compare.AssertPsnr(picture.Reshape(1, picture.Size(-3), picture.Size(-2), 3),
            pool.Decode(loaded.Vae, Flat(golden.Array("traj_latent"))), 45);
    }
}
