using Studio.Engine.Diffusion;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>A denoiser that holds a model's weights until it is disposed.</summary>
public interface IModelDenoiser : IDenoiser, IDisposable
{
}

/// <summary>
/// A network as a sampler wants it: noisy x and sigma in, guided x0 out. All conditionings and all their windows run together in as few
/// batches as sizes allow.
/// </summary>
/// <param name="sizes">What the leased network was built from.</param>
/// <param name="start">The latent of the run, for models that see it beside the noise; null where there is none.</param>
/// <param name="controls">What leads the model, disposed of with this; null where nothing does.</param>
internal sealed class NetworkDenoiser(NetworkLease network, DenoiserNetwork sizes, IGuider guider, Latent? start, ControlRun? controls,
    CancellationToken cancellationToken) : IModelDenoiser
{
    private readonly DiffusionModel _model = guider.Model;
    private readonly Dictionary<(ConditioningEntry Entry, bool IsNegative), IReadOnlyList<ConditioningInput>> _inputs = [];
    private readonly KeptInputs _kept = new(network.Session);
    private readonly Dictionary<ConditioningEntry, Tensor> _beside = new(ReferenceEqualityComparer.Instance);
    private (int Height, int Width) _size;
    private IReadOnlyList<ConditioningWindow>[] _windows = [];

    public Tensor Denoise(Tensor x, float sigma) => Guided(x, sigma, needsLast: false).Denoised;

    public (Tensor Denoised, Tensor Unconditional) DenoiseBoth(Tensor x, float sigma)
    {
        var (denoised, unconditional) = Guided(x, sigma, needsLast: true);
        return (denoised, unconditional!);
    }

    public void Dispose()
    {
        _kept.Dispose();
        network.Dispose();
        controls?.Dispose();
    }

    /// <exception cref="EngineException">BadPrompt: the latent is of another family.</exception>
    public static void RequireChannels(Tensor latent, DiffusionModel model)
    {
        if (latent.Rank != 4 || latent.Size(1) != model.LatentChannels)
            throw new EngineException(EngineError.BadPrompt,
                $"The latent is {latent}, but this model ({model.Family.Name}) takes {model.LatentChannels} channels. Make it with the VAE or the empty latent of the same family.");
    }

    private (Tensor Denoised, Tensor? Unconditional) Guided(Tensor x, float sigma, bool needsLast)
    {
        Lay(x);
        var last = _windows.Length - 1;
        var sides = new List<Side>();
        for (var place = 0; place <= last; place++)
        {
            if (guider.Needs(place, sigma) || (needsLast && place == last))
                sides.Add(new Side(_windows[place], place, place == last && last > 0, Own: null));
        }
        sides.AddRange(_model.Patches.Where(patch => patch.HasOwnPrediction && patch.IsActive(sigma)).Select(patch => new Side(_windows[0],
            -1, false, patch)));
        var predictions = Predict(x, sigma, sides);
        Tensor? Of(Func<Side, bool> which) => sides.FindIndex(side => which(side)) is >= 0 and var at ? predictions[at] : null;
        var step = new GuidedStep(x, sigma)
        {
            Predictions = [.. Enumerable.Range(0, last + 1).Select(place => Of(side => side.Place == place))],
            Patches = [.. _model.Patches.Select(patch => (patch, Of(side => ReferenceEquals(side.Own, patch))))],
        };
        return (guider.Guide(step).RequireShapeOf(x, "guider", guider.GetType().Name), step.Predictions[last]);
    }

    private void Lay(Tensor x)
    {
        RequireChannels(x, _model);
        if (_size == (x.Size(2), x.Size(3)))
            return;
        _size = (x.Size(2), x.Size(3));
        _beside.Clear();
        _inputs.Clear();
        _kept.Clear();
        var laid = guider.Conditionings.Select(one => ConditioningWindow.Lay(one, _size.Height, _size.Width, _model.Sigmas)).ToArray();
        _windows = ControlSides.Share([.. laid.Select((windows, place) => laid.Where((_, other) => other != place)
            .Aggregate(windows, ConditioningWindow.WithOpposites))]);
    }

    /// <summary>The x0 of each side: its windows' x0, weighted and divided by the sum of weights. Where no window is, 0.</summary>
    private Tensor[] Predict(Tensor x, float sigma, IReadOnlyList<Side> sides)
    {
        var sums = sides.Select(_ => new WindowSum(x)).ToArray();
        var work = sides.SelectMany((side, index) =>
            side.Windows.Where(window => window.IsActive(sigma)).Select(window => new Work(index, window, side))).ToArray();
        foreach (var batch in work.GroupBy(item => item.Window.Controls)
            .SelectMany(led => WindowBatches.Of([.. led], item => item.Window.Area, Inputs, x.Size(0))))
        {
            var crop = WindowSum.Crop(x, batch[0].Window.Area);
            var output = Run(x, _model.Parameterization.ScaleInput(crop, sigma), batch, sigma);
            for (var i = 0; i < batch.Count; i++)
            {
                var denoised = _model.Parameterization.Denoised(crop, output.Slice(i * x.Size(0), x.Size(0)), sigma);
                sums[batch[i].At].Add(denoised, batch[i].Window);
            }
        }
        return Array.ConvertAll(sums, sum => sum.Mean());
    }

    private Tensor Run(Tensor x, Tensor input, IReadOnlyList<Work> batch, float sigma)
    {
        var (rows, timestep) = (input.Size(0), _model.Sigmas.Timestep(sigma));
        var told = _kept.Of([.. batch.Select(Inputs)], rows).ToArray();
        var inputs = new List<NamedInput>
        {
            NamedInput.Of(DenoiserNetwork.SampleInput, Tensor.Stack([.. batch.Select(item => WithBeside(x, input, item.Window))])),
            NamedInput.Of(DenoiserNetwork.TimestepInput, new Tensor(new[] { timestep }, 1)),
        };
        inputs.AddRange(told);
        inputs.AddRange(_model.Patches.SelectMany(patch => PatchInputs(patch, input, batch, sigma)));
        var sample = controls is null ? input : Tensor.Stack([.. Enumerable.Repeat(input, batch.Count)]);
        var output = controls is null
            ? network.Session.Run(inputs.ToArray(), [DenoiserNetwork.Result], cancellationToken)[0]
            : RunLed(inputs, batch[0].Window.Controls, new ControlStep(sample, timestep, sigma, rows, told));
        return RequireShape(output, batch.Count, input);
    }

    /// <summary>What a patch's graph is told, a row per picture of each window.</summary>
    private static IEnumerable<NamedInput> PatchInputs(ModelPatch patch, Tensor input, IReadOnlyList<Work> batch, float sigma)
    {
        var told = batch.Select(item => patch.Inputs(new PatchStep(sigma, input.Size(2), input.Size(3),
            ReferenceEquals(item.Side.Own, patch), item.Side.IsNegative))).ToArray();
        return told[0].Select((first, at) => NamedInput.Of(first.Name, InputRows.Of([.. told.Select(one => one[at])], input.Size(0))));
    }

    private Tensor RunLed(List<NamedInput> inputs, ControlHints hints, ControlStep step)
    {
        using var residuals = controls!.Run(hints, step, cancellationToken);
        inputs.AddRange(controls.Points.Select(point => residuals.Input(ControlPoint.Input(point), point)));
        var output = network.Session.Run(inputs.ToArray(), [DenoiserNetwork.Result], cancellationToken)[0];
        if (!output.AreFinite())
            controls.RequireFinite(hints, step, cancellationToken);
        return output;
    }

    /// <exception cref="EngineException">BadFile: a network that an extension has drawn gave something else than so many
    /// latents.</exception>
    private Tensor RequireShape(Tensor output, int count, Tensor input) =>
        output.Rank == 4 && output.Size(0) == count * input.Size(0) && output.Slice(0, input.Size(0)).HasShapeOf(input)
            ? output
            : throw new EngineException(EngineError.BadFile,
                $"The denoiser of {_model.Family.Name} made {output} of {count} times {input}; it must keep the shape. Tell the author of the extension that brings this family.");

    private IReadOnlyList<ConditioningInput> Inputs(Work item)
    {
        var key = (item.Window.Entry, item.Side.IsNegative);
        if (!_inputs.TryGetValue(key, out var inputs))
        {
            var factor = _model.Latent.Factor;
            _inputs[key] = inputs = _model.Family.Conditioning.Of(item.Window.Entry, sizes,
                new ConditioningUse(_size.Height * factor, _size.Width * factor, item.Side.IsNegative));
        }
        return inputs;
    }

    /// <summary>The latent with what the model sees beside it, cut to the window.</summary>
    private Tensor WithBeside(Tensor x, Tensor input, ConditioningWindow window)
    {
        var count = sizes.ChannelsBeside;
        if (count == 0)
            return input;
        if (!_beside.TryGetValue(window.Entry, out var whole))
            _beside[window.Entry] = whole = ConcatChannels.Of(window.Entry, start, x, sizes, _model.Latent);
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

    /// <summary>What one prediction is made from.</summary>
    /// <param name="Place">Of the conditioning in the guider; -1 in a patch's own prediction.</param>
    private sealed record Side(IReadOnlyList<ConditioningWindow> Windows, int Place, bool IsNegative, ModelPatch? Own);

    /// <summary>One window of one side.</summary>
    private sealed record Work(int At, ConditioningWindow Window, Side Side);
}
