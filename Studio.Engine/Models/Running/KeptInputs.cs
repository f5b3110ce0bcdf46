using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// What a network is told of its conditioning, brought to its device once and kept there: it is the same at every step of a run.
/// </summary>
internal sealed class KeptInputs(OrtSession session) : IDisposable
{
    private readonly List<(IReadOnlyList<ConditioningInput>[] Windows, int Rows, IReadOnlyList<(string Name, DeviceValue Value)> Values)>
        _kept = [];

    /// <summary>The inputs of windows that run together, a row per picture of each.</summary>
    public IEnumerable<NamedInput> Of(IReadOnlyList<ConditioningInput>[] windows, int rows)
    {
        var values = _kept.Find(kept => kept.Rows == rows && kept.Windows.SequenceEqual(windows)).Values ?? Keep(windows, rows);
        return values.Select(value => NamedInput.Of(value.Name, value.Value));
    }

    public void Clear()
    {
        foreach (var (_, value) in _kept.SelectMany(kept => kept.Values))
            value.Dispose();
        _kept.Clear();
    }

    public void Dispose() => Clear();

    private List<(string Name, DeviceValue Value)> Keep(IReadOnlyList<ConditioningInput>[] windows, int rows)
    {
        var values = new List<(string, DeviceValue)>();
        _kept.Add((windows, rows, values));
        for (var i = 0; i < windows[0].Count; i++)
        {
            var name = windows[0][i].Name;
            values.Add((name, session.Upload(name, InputRows.Of([.. windows.Select(window => window[i])], rows))));
        }
        return values;
    }
}
