using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>One run from noise to latent, as every sampling node asks for it.</summary>
/// <param name="Guider">The model with what steers it.</param>
/// <param name="Latent">Where the run starts; its noise mask and batch index are obeyed and handed on.</param>
public sealed record SamplingRequest(IGuider Guider, Latent Latent)
{
    public DiffusionModel Model => Guider.Model;

    public required ISampler Sampler { get; init; }

    /// <summary>
    /// Falling noise levels, one more than steps: what <see cref="SamplingPlan.Sigmas"/> or a scheduler gives. With fewer than two the
    /// latent stays as it is.
    /// </summary>
    public required ReadOnlyMemory<float> Sigmas { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>False when the latent brings its noise along: nothing is drawn for the start.</summary>
    public bool AddNoise { get; init; } = true;

    /// <summary>The seed of a second noise and its share of the start, 0 to 1; null for the noise of <see cref="Seed"/> alone.</summary>
    public (ulong Seed, double Share)? Variation { get; init; }

    /// <summary>Called once per step on the sampling thread, with the x0 of that step, in the model's space, for a preview.</summary>
    public Action<SamplerStep>? Progress { get; init; }

    public CancellationToken CancellationToken { get; init; }
}

/// <summary>
/// What a run gives: the latent at the last noise level, and the model's last x0, which is the same when that level is 0.
/// </summary>
public sealed record SamplingResult(Latent Latent, Latent Denoised);

/// <summary>Makes noise, lets a sampler walk it down the noise levels with a model, and keeps what the mask keeps.</summary>
public sealed class LatentSampling(ModelPool pool)
{
    private const int UsualFactor = 8;

    /// <summary>The sampled latent.</summary>
    /// <exception cref="EngineException">The request does not fit the model (BadPrompt); the model's file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled: within one model call.</exception>
    public Latent Run(SamplingRequest request) => RunToBoth(request).Latent;

    /// <summary>The sampled latent and the last x0, for nodes with two outputs.</summary>
    /// <inheritdoc cref="Run"/>
    public SamplingResult RunToBoth(SamplingRequest request)
    {
        if (request.Sigmas.Length < 2)
            return new SamplingResult(request.Latent, request.Latent);
        RequireRank(request.Latent.Samples);
        // told from its shape: one that is far too large is never looked through
        foreach (var network in Networks(request))
            WorkMemory.RequireForSampling(request.Latent.Samples, network, pool.Options);
        RequireLatent(request.Latent, request.Model);
        var start = ForModel(request.Latent.Samples, request.Model);
        using var model = Denoiser(request.Guider, request.CancellationToken, request.Latent);
        var (samples, denoised) = Sample(model, start, request);
        return new SamplingResult(FromModel(samples, request), FromModel(denoised, request));
    }

    /// <summary>The guided denoiser of one run. Dispose it after the run: until then the weights stay in memory.</summary>
    /// <param name="start">Where the run begins: models for inpainting see its picture and mask where the conditioning brings none.</param>
    /// <exception cref="EngineException">The conditioning does not fit the model (BadPrompt); the file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public IModelDenoiser Denoiser(IGuider guider, CancellationToken cancellationToken, Latent? start = null)
    {
        var (family, network) = (guider.Model.Family, guider.Model.Network);
        if (guider.Conditionings.Count == 0)
            throw new EngineException(EngineError.BadPrompt,
                $"The guider {guider.GetType().Name} names no conditioning; a model is asked with at least one.");
        ConditioningEntry[] entries = [.. guider.Conditionings.SelectMany(conditioning => conditioning.Entries)];
        foreach (var entry in entries)
            family.Conditioning.RequireFit(entry, network.Network, family.Name);
        network = network with { Network = ((DenoiserNetwork)network.Network).For(entries) };
        var controls = ControlRun.Open(pool, guider.Model, guider.Conditionings, cancellationToken);
        try
        {
            var lease = pool.Lease(controls?.Lead(network) ?? network, cancellationToken);
            return new NetworkDenoiser(lease, (DenoiserNetwork)network.Network, guider, start, controls, cancellationToken);
        }
        catch
        {
            controls?.Dispose();
            throw;
        }
    }

    /// <summary>The model's, and those that lead it: each works alone.</summary>
    private static IEnumerable<Network> Networks(SamplingRequest request) => request.Guider.Conditionings
        .SelectMany(conditioning => conditioning.Entries).SelectMany(entry => entry.Controls.All).Select(hint => hint.Control)
        .OfType<ControlModel>().Select(control => control.Network.Network).Prepend(request.Model.Network.Network).Distinct();

    private static (Tensor Samples, Tensor Denoised) Sample(IDenoiser model, Tensor latent, SamplingRequest request)
    {
        var sigmas = request.Sigmas.Span;
        var (table, parameterization) = (request.Model.Sigmas, request.Model.Parameterization);
        var noise = request.AddNoise ? StartNoise(request, latent) : latent.ZerosLike();
        model = new FiniteDenoiser(model, request.Model.Network, request.Sigmas);
        if (request.Latent.NoiseMask is { } mask)
            model = new MaskedDenoiser(model, latent, InpaintNoise(noise, request), MaskAt(LatentMask(mask, latent), request),
                parameterization);
        Tensor? denoised = null;
        var context = new SamplerContext(request.Seed, parameterization, table)
        {
            Progress = step =>
            {
                denoised = step.Denoised;
                request.Progress?.Invoke(step);
            },
            Cancellation = request.CancellationToken,
        };
        var x = parameterization.Start(noise, latent, sigmas[0], table.IsMaxDenoise(sigmas[0]));
        var sampled = request.Sampler.Sample(model, x, sigmas, context).RequireShapeOf(x, "sampler", request.Sampler.Name);
        var samples = parameterization.Finish(sampled, sigmas[^1]);
        return (samples, denoised ?? samples);
    }

    private static Tensor StartNoise(SamplingRequest request, Tensor latent)
    {
        var noise = Noise.ForLatent(request.Seed, latent.Shape, request.Latent.BatchIndex);
        return request.Variation is not { Share: > 0 } variation ? noise
            : NoiseMix.Slerp(noise, Noise.ForLatent(variation.Seed, latent.Shape, request.Latent.BatchIndex), variation.Share);
    }

    /// <summary>The mask at a noise level: always the same, or as a patch of the model has it.</summary>
    private static Func<float, Tensor> MaskAt(Tensor mask, SamplingRequest request) => request.Model.Patches
        .Select(patch => patch.MaskAt(mask, request.Model.Sigmas, request.Sigmas.Span[0], request.Sigmas.Span[^1]))
        .LastOrDefault(at => at is not null) ?? (_ => mask);

    private static Tensor InpaintNoise(Tensor noise, SamplingRequest request) => request.Sampler.KeptNoiseSeedOffset is var offset and > 0
        ? Noise.Normal(unchecked(request.Seed + offset), noise.Shape)
        : noise;

    /// <summary>The mask [B or 1,H,W] at the latent's size, one per entry of the batch: too few are repeated, too many left out.</summary>
    private static Tensor LatentMask(Tensor mask, Tensor latent)
    {
        var (height, width) = (latent.Size(2), latent.Size(3));
        if (mask.Rank < 2 || mask.Length == 0)
            throw new EngineException(EngineError.BadPrompt, $"The noise mask is {mask}; it must be [batch, height, width] and not empty.");
        var (rows, columns) = (mask.Size(-2), mask.Size(-1));
        var resized = Resample.Planes(mask.Reshape(mask.Length / (rows * columns), rows, columns), width, height, ResampleMethod.Bilinear);
        var result = new Tensor(latent.Size(0), height, width);
        for (var entry = 0; entry < latent.Size(0); entry++)
            resized.Slice(entry % resized.Size(0)).Span.CopyTo(result.Slice(entry).Span);
        return result;
    }

    private static void RequireRank(Tensor samples)
    {
        if (samples.Rank != 4)
            throw new EngineException(EngineError.BadPrompt, $"The latent is {samples}; sampling takes [batch, channels, height, width].");
    }

    /// <summary>Refuses a latent before a model is loaded for it. An empty one fits every model.</summary>
    private static void RequireLatent(Latent latent, DiffusionModel model)
    {
        var samples = latent.Samples;
        if (samples.Span.ContainsAnyExcept(0))
        {
            NetworkDenoiser.RequireChannels(samples, model);
            latent.RequireSpace(model.Latent, model.Family.Name);
        }
        if (!samples.AreFinite())
            throw new EngineException(EngineError.BadPrompt,
                "The latent holds numbers that are not finite (NaN or infinity): what made it failed. Make it anew, with a VAE in float32 if it comes from one.");
    }

    /// <summary>Back from the model's space, with what came along with the start.</summary>
    private static Latent FromModel(Tensor samples, SamplingRequest request) =>
        request.Latent with { Samples = request.Model.Latent.FromModel(samples), Space = request.Model.Latent };

    /// <summary>
    /// A latent in the model's space. An empty one stays empty, and becomes one of the model's channels when it is
    /// of another family; a latent with something in it must have them.
    /// </summary>
    private static Tensor ForModel(Tensor samples, DiffusionModel model)
    {
        if (samples.Span.ContainsAnyExcept(0))
            return model.Latent.ToModel(samples);
        if (samples.Size(1) == model.LatentChannels)
            return samples;
        // an empty latent of no family in particular: a pixel stands for eight
        var factor = Math.Max(UsualFactor, model.Latent.Factor);
        int Side(int size) => Math.Max(1, size * UsualFactor / factor);
        return new Tensor(samples.Size(0), model.LatentChannels, Side(samples.Size(2)), Side(samples.Size(3)));
    }
}
