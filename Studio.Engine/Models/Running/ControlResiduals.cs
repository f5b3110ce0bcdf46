using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What control networks give for one model call, where the model computes, by the point that it is for.</summary>
internal sealed class ControlResiduals : IDisposable
{
    private static readonly Tensor Nothing = new(1, 1, 1, 1);
    private static readonly Tensor NoTokens = new(1, 1, 1);

    private readonly Dictionary<string, (DeviceValue Value, bool IsOwned)> _values = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is given for these points.</summary>
    public bool AreEmpty(IEnumerable<string> points) => !points.Any(_values.ContainsKey);

    /// <summary>What is given for a point, zero if nothing is, as an input of that name.</summary>
    public NamedInput Input(string name, string point) =>
        _values.TryGetValue(point, out var given) ? NamedInput.Of(name, given.Value)
            : NamedInput.Of(name, TokenPoint.Of(point) is null ? Nothing : NoTokens);

    /// <summary>Takes the place of what was given for a point.</summary>
    /// <param name="isOwned">Whether it goes with this; otherwise it is kept by somebody else.</param>
    public void Set(string point, DeviceValue value, bool isOwned)
    {
        if (_values.TryGetValue(point, out var former) && former.IsOwned)
            former.Value.Dispose();
        _values[point] = (value, isOwned);
    }

    /// <summary>Whether all numbers are finite. Reads them from the device.</summary>
    public bool AreFinite() => _values.Values.All(given => given.Value.Read().AreFinite());

    public void Dispose()
    {
        foreach (var (value, _) in _values.Values.Where(given => given.IsOwned))
            value.Dispose();
    }
}
