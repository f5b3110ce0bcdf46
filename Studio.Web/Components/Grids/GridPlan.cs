using Studio.Web.Components.Generation;
using Studio.Web.Languages;

namespace Studio.Web.Components.Grids;

/// <summary>Up to three things of a form with their values: one picture for each that goes with each.</summary>
public sealed record GridPlan(GridAxis X, IReadOnlyList<string> XValues, GridAxis Y, IReadOnlyList<string> YValues, GridAxis Z,
    IReadOnlyList<string> ZValues)
{
    /// <summary>Pictures of one grid.</summary>
    public const int Most = 100;

    private static readonly string[] Nothing = [""];

    public int Count => XValues.Count * YValues.Count * ZValues.Count;

    /// <summary>Why it cannot be queued; null when it can.</summary>
    public string? Problem(Texts texts)
    {
        var axes = new[] { X, Y, Z }.Where(axis => axis != GridAxis.None).ToList();
        return axes.Count == 0 ? texts["Choose what changes."]
            : axes.Distinct().Count() < axes.Count ? texts["Each axis needs something of its own."]
            : Count == 0 ? texts["Each axis needs values."]
            : Count > Most ? texts[$"{Most} pictures are the most; these are {Count}."]
            : null;
    }

    /// <param name="axes">The name of each axis and its values as they were typed.</param>
    public static GridPlan Read(IReadOnlyList<(string Name, string Values)> axes)
    {
        var read = axes.Select(axis => GridAxis.All.FirstOrDefault(known => known.Name == axis.Name) is { } known && known != GridAxis.None
            ? (Axis: known, Values: GridAxis.Values(axis.Values)) : (Axis: GridAxis.None, Values: Nothing)).ToList();
        return new(read[0].Axis, read[0].Values, read[1].Axis, read[1].Values, read[2].Axis, read[2].Values);
    }

    /// <summary>The form of each picture: by z, then by y, then by x.</summary>
    /// <param name="draft">With a seed that is locked: otherwise each picture would have another.</param>
    public IEnumerable<(string Label, GenerationDraft Draft)> Cells(GenerationDraft draft, Texts texts) =>
        from z in ZValues
        from y in YValues
        from x in XValues
        select (
            string.Join(", ", new[] { (X, x), (Y, y), (Z, z) }.Where(part => part.Item1 != GridAxis.None).Select(part =>
                $"{part.Item1.Title(texts)} {part.Item2}")),
            Z.Set(Y.Set(X.Set(draft, x, XValues[0]), y, YValues[0]), z, ZValues[0]) with { Count = "1", BatchSize = "1" });
}
