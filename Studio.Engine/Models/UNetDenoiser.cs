using Studio.Engine.Diffusion;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// A UNet as a sampler wants it: noisy x and sigma in, guided x0 out. Both sides of the guidance and all their windows run together in as few
/// batches as sizes allow.
/// </summary>
internal sealed class UNetDenoiser(
    NetworkLease network, DiffusionModel model, Conditioning positive, Conditioning negative, float guidance, CancellationToken cancellationToken) : IModelDenoiser
{
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
        if (Guidance.IsConditionalOnly(guidance))
            return Predict(x, sigma, [_positive])[0];
        var both = Predict(x, sigma, [_positive, _negative]);
        return Guidance.Combine(both[0], both[1], guidance);
    }

    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma)
    {
        Lay(x);
        var both = Predict(x, sigma, [_positive, _negative]);
        return (Guidance.Combine(both[0], both[1], guidance), both[1]);
    }

    public void Dispose() => network.Dispose();

    private void Lay(Tensor x)
    {
        if (x.Rank != 4 || x.Size(1) != model.LatentChannels)
            throw new EngineException(EngineError.BadPrompt, $"The latent is {x}, but this model ({model.Family.Name}) takes {model.LatentChannels} channels. Make it with the VAE or the empty latent of the same family.");
        if (_size == (x.Size(2), x.Size(3)))
            return;
        _size = (x.Size(2), x.Size(3));
        var (positives, negatives) = (ConditioningWindow.Lay(positive, _size.Height, _size.Width, model.Sigmas), ConditioningWindow.Lay(negative, _size.Height, _size.Width, model.Sigmas));
        _negative = ConditioningWindow.WithOpposites(negatives, positives);
        _positive = ConditioningWindow.WithOpposites(positives, negatives);
    }

    /// <summary>The x0 of each side: its windows' x0, weighted and divided by the sum of weights. Where no window is, 0.</summary>
    private Tensor[] Predict(Tensor x, float sigma, IReadOnlyList<ConditioningWindow>[] sides)
    {
        var sums = Array.ConvertAll(sides, _ => new WindowSum(x));
        var work = sides.SelectMany((windows, side) => windows.Where(window => window.IsActive(sigma)).Select(window => (side, window))).ToArray();
        foreach (var batch in WindowBatches.Of(work, item => item.window, x.Size(0)))
        {
            var crop = WindowSum.Crop(x, batch[0].window.Area);
            var output = Run(model.Parameterization.ScaleInput(crop, sigma), [.. batch.Select(item => item.window.Embedding)], sigma);
            for (var i = 0; i < batch.Count; i++)
            {
                var denoised = model.Parameterization.Denoised(crop, output.Slice(i * x.Size(0), x.Size(0)), sigma);
                sums[batch[i].side].Add(denoised, batch[i].window);
            }
        }
        return Array.ConvertAll(sums, sum => sum.Mean());
    }

    private Tensor Run(Tensor input, Tensor[] texts, float sigma)
    {
        var sample = Tensor.Stack([.. Enumerable.Repeat(input, texts.Length)]);
        var timestep = new Tensor(new[] { model.Sigmas.Timestep(sigma) }, 1);
        var context = Contexts(texts, input.Size(0));
        return network.Session.Run(
            [NamedInput.Of("sample", sample), NamedInput.Of("timestep", timestep), NamedInput.Of("encoder_hidden_states", context)],
            ["out_sample"],
            cancellationToken)[0];
    }

    /// <summary>Texts as one [texts * batch,T,D]. A shorter text is repeated to the common length: attention over repeated tokens is the same.</summary>
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
}
