using Studio.Engine.Diffusion;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>One hint of a run with its network. What stays the same from step to step is kept on the device.</summary>
/// <param name="encode">Pictures [B,H,W,3] to latents.</param>
internal sealed class ControlPart(ControlHint hint, ControlModel control, ControlNetwork network, OrtSession session,
    SigmaTable sigmas, Func<Tensor, Tensor> encode) : IDisposable
{
    private readonly float _start = sigmas.PercentToSigma(hint.StartPercent);
    private readonly float _end = sigmas.PercentToSigma(hint.EndPercent);
    private readonly string[] _points = [.. network.Points];
    private readonly Dictionary<(int Height, int Width, int Rows), (DeviceValue Hint, IReadOnlyList<DeviceValue>? Given)> _kept = [];

    public bool IsActive(float sigma) => sigma <= _start && sigma >= _end;

    /// <summary>Adds what the network gives to what is there.</summary>
    public void Run(ControlStep step, ControlResiduals residuals, CancellationToken cancellationToken)
    {
        var (key, picture) = Picture(step);
        // the same at each step, unless something that is not is added to
        var isKept = network.ReadsHintAlone && residuals.AreEmpty(_points);
        var given = isKept ? picture.Given : null;
        if (given is null)
            given = session.RunOnDevice([.. Inputs(step, picture.Hint, residuals)], _points, cancellationToken);
        if (isKept)
            _kept[key] = (picture.Hint, given);
        for (var i = 0; i < _points.Length; i++)
            residuals.Set(_points[i], given[i], isOwned: !isKept);
    }

    public void Dispose()
    {
        foreach (var (picture, given) in _kept.Values)
        {
            picture.Dispose();
            foreach (var value in given ?? [])
                value.Dispose();
        }
        _kept.Clear();
    }

    private ((int Height, int Width, int Rows) Key, (DeviceValue Hint, IReadOnlyList<DeviceValue>? Given) Picture) Picture(ControlStep step)
    {
        var rows = hint.Pixels.Size(0) == 1 ? 1 : step.Sample.Size(0);
        var key = (step.Sample.Size(2), step.Sample.Size(3), rows);
        if (!_kept.TryGetValue(key, out var kept))
            _kept[key] = kept = (session.Upload(ControlNetwork.HintInput, PictureRows(rows, step)), null);
        return (key, kept);
    }

    /// <summary>A picture per row: in each window the first one is for the first latent, and too few begin anew.</summary>
    private Tensor PictureRows(int rows, ControlStep step)
    {
        var (height, width) = (step.Sample.Size(2), step.Sample.Size(3));
        var pictures = network.Latents?.Of(hint, height, width, encode) ?? network.Hint(hint.Pixels, height, width);
        return Tensor.Stack([.. Enumerable.Range(0, rows).Select(row => pictures.Slice(row % step.Rows % pictures.Size(0)))]);
    }

    private IEnumerable<NamedInput> Inputs(ControlStep step, DeviceValue picture, ControlResiduals residuals)
    {
        NamedInput[] all =
        [
            NamedInput.Of(ControlNetwork.HintInput, picture),
            NamedInput.Of(ControlNetwork.StrengthInput, new Tensor(new[] { hint.Strength }, 1)),
            NamedInput.Of(ControlNetwork.TypeInput, Type()),
            NamedInput.Of(DenoiserNetwork.SampleInput, step.Sample),
            NamedInput.Of(DenoiserNetwork.TimestepInput, new Tensor(new[] { step.Timestep }, 1)),
            .. step.Told,
            .. network.Untold.Where(input => step.Told.All(told => told.Name != input.Name))
                .Select(input => NamedInput.Of(input.Name, input.Value)),
            .. _points.Select(point => residuals.Input(ControlNetwork.Previous(point), point)),
        ];
        return all.Where(input => session.Inputs.Any(declared => declared.Name == input.Name));
    }

    private Tensor Type()
    {
        var type = new Tensor(1, Math.Max(1, network.Types));
        if (control.Type is { } told && told < network.Types)
            type.Span[told] = 1;
        return type;
    }
}
