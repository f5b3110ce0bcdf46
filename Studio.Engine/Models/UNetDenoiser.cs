using Studio.Engine.Diffusion;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// A UNet as a sampler wants it: noisy x and sigma in, guided x0 out. Both sides of the guidance and all their windows run together in as
/// few batches as sizes allow.
/// </summary>
/// <param name="start">The latent of the run, for models that see it beside the noise; null where there is none.</param>
internal sealed class UNetDenoiser(
    NetworkLease network, DiffusionModel model, Conditioning positive, Conditioning negative, float guidance, Latent? start,
    CancellationToken cancellationToken) : IModelDenoiser
{
    private readonly Dictionary<ConditioningEntry, Tensor> _beside = new(ReferenceEqualityComparer.Instance);
    private (int Height, int Width) _size;
    private IReadOnlyList<ConditioningWindow> _positive = [];
    private IReadOnlyList<ConditioningWindow> _negative = [];

    /// <exception cref="EngineException">BadPrompt: the text comes from an encoder of another model.</exception>
    public static void RequireFit(Conditioning conditioning, ModelFamily family)
    {
        foreach (var entry in conditioning.Entries)
        {
            if (entry.Embedding.Rank != 3 || entry.Embedding.Size(2) != family.UNet!.ContextWidth)
            {
                throw new EngineException(
                    EngineError.BadPrompt,
                    $"The conditioning is {entry.Embedding}, but this model ({family.Name}) takes texts of width {family.UNet!.ContextWidth}. Encode the text with the CLIP of the same checkpoint.");
            }
        }
    }

    public Tensor Denoise(Tensor x, float sigma)
    {
        Lay(x);
        return Guided(x, sigma, isConditionalOnly: Guidance.IsConditionalOnly(guidance)).Denoised;
    }

    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma)
    {
        Lay(x);
        var (denoised, unconditional) = Guided(x, sigma, isConditionalOnly: false);
        return (denoised, unconditional!);
    }

    public void Dispose() => network.Dispose();

    private void Lay(Tensor x)
    {
        if (x.Rank != 4 || x.Size(1) != model.LatentChannels)
            throw new EngineException(EngineError.BadPrompt,
                $"The latent is {x}, but this model ({model.Family.Name}) takes {model.LatentChannels} channels. Make it with the VAE or the empty latent of the same family.");
        if (_size == (x.Size(2), x.Size(3)))
            return;
        _size = (x.Size(2), x.Size(3));
        _beside.Clear();
        var (positives, negatives) = (ConditioningWindow.Lay(positive, _size.Height, _size.Width, model.Sigmas),
            ConditioningWindow.Lay(negative, _size.Height, _size.Width, model.Sigmas));
        _negative = ConditioningWindow.WithOpposites(negatives, positives);
        _positive = ConditioningWindow.WithOpposites(positives, negatives);
    }

    /// <summary>
    /// All sides in as few calls as they fit into, then guidance in ComfyUI's order: ordinary or rescaled, and on top of it away from the
    /// perturbed prediction.
    /// </summary>
    private (Tensor Denoised, Tensor? Unconditional) Guided(Tensor x, float sigma, bool isConditionalOnly)
    {
        var isPerturbed = model.PerturbedGuidance != 0;
        var sides = new List<Side> { new(_positive) };
        if (!isConditionalOnly)
            sides.Add(new Side(_negative));
        if (isPerturbed)
            sides.Add(new Side(_positive, IsPerturbed: true));
        var predictions = Predict(x, sigma, sides);
        var (cond, uncond) = (predictions[0], isConditionalOnly ? null : predictions[1]);
        var denoised = (uncond, model.RescaledGuidance) switch
        {
            (null, _) => cond,
            (_, { } multiplier) => Guidance.Rescaled(x, cond, uncond, sigma, guidance, multiplier),
            _ => Guidance.Combine(cond, uncond, guidance),
        };
        return (isPerturbed ? Guidance.Away(denoised, cond, predictions[^1], model.PerturbedGuidance) : denoised, uncond);
    }

    /// <summary>The x0 of each side: its windows' x0, weighted and divided by the sum of weights. Where no window is, 0.</summary>
    private Tensor[] Predict(Tensor x, float sigma, IReadOnlyList<Side> sides)
    {
        var sums = sides.Select(_ => new WindowSum(x)).ToArray();
        var work = sides.SelectMany((side, index) =>
            side.Windows.Where(window => window.IsActive(sigma)).Select(window => new Work(index, window, side.IsPerturbed))).ToArray();
        foreach (var batch in WindowBatches.Of(work, item => item.Window, x.Size(0)))
        {
            var crop = WindowSum.Crop(x, batch[0].Window.Area);
            var output = Run(x, model.Parameterization.ScaleInput(crop, sigma), batch, sigma);
            for (var i = 0; i < batch.Count; i++)
            {
                var denoised = model.Parameterization.Denoised(crop, output.Slice(i * x.Size(0), x.Size(0)), sigma);
                sums[batch[i].Side].Add(denoised, batch[i].Window);
            }
        }
        return Array.ConvertAll(sums, sum => sum.Mean());
    }

    private Tensor Run(Tensor x, Tensor input, IReadOnlyList<Work> batch, float sigma)
    {
        var inputs = new List<NamedInput>
        {
            NamedInput.Of("sample", Tensor.Stack([.. batch.Select(item => WithBeside(x, input, item.Window))])),
            NamedInput.Of("timestep", new Tensor(new[] { model.Sigmas.Timestep(sigma) }, 1)),
            NamedInput.Of("encoder_hidden_states", Contexts([.. batch.Select(item => item.Window.Embedding)], input.Size(0))),
        };
        if (model.Network.Variant.HasPerturbedAttention)
        {
            var rows = batch.SelectMany(item => Enumerable.Repeat(item.IsPerturbed ? 1f : 0f, input.Size(0))).ToArray();
            inputs.Add(NamedInput.Of(Architectures.UNet.PerturbedInput, new Tensor(rows, rows.Length)));
        }
        return network.Session.Run(inputs.ToArray(), ["out_sample"], cancellationToken)[0];
    }

    /// <summary>The latent with what the model sees beside it, cut to the window.</summary>
    private Tensor WithBeside(Tensor x, Tensor input, ConditioningWindow window)
    {
        var count = ConcatChannels.Count(model.Family.UNet!);
        if (count == 0)
            return input;
        if (!_beside.TryGetValue(window.Entry, out var whole))
            _beside[window.Entry] = whole = ConcatChannels.Of(window.Entry, start, x, model.Family);
        var beside = WindowSum.Crop(whole, window.Area);
        var joined = new Tensor(input.Size(0), input.Size(1) + count, input.Size(2), input.Size(3));
        for (var b = 0; b < input.Size(0); b++)
        {
            var target = joined.Slice(b).Span;
            input.Slice(b).Span.CopyTo(target);
            beside.Slice(b).Span.CopyTo(target[(input.Length / input.Size(0))..]);
        }
        return joined;
    }

    /// <summary>
    /// Texts as one [texts * batch,T,D]. A shorter text is repeated to the common length: attention over repeated tokens is the same.
    /// </summary>
    private static Tensor Contexts(Tensor[] texts, int batch)
    {
        var length = texts.Aggregate(1, (common, text) => WindowBatches.LeastCommonMultiple(common, text.Size(1)));
        var width = texts[0].Size(2);
        var context = new Tensor(texts.Length * batch, length, width);
        for (var row = 0; row < texts.Length * batch; row++)
        {
            var text = texts[row / batch];
            var source = text.Slice(row % batch % text.Size(0)).Span;
            var target = context.Slice(row).Span;
            for (var at = 0; at < target.Length; at += source.Length)
                source.CopyTo(target[at..]);
        }
        return context;
    }

    /// <summary>What one prediction is made from.</summary>
    private sealed record Side(IReadOnlyList<ConditioningWindow> Windows, bool IsPerturbed = false);

    /// <summary>One window of one side.</summary>
    private sealed record Work(int Side, ConditioningWindow Window, bool IsPerturbed);
}
