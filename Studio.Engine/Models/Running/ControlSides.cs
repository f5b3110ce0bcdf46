namespace Studio.Engine.Models;

/// <summary>Which conditionings of a run are led by whose hints. Rules are ComfyUI's.</summary>
internal static class ControlSides
{
    /// <summary>
    /// Hints that were given to the first conditioning for all of them: the others take them where they are everywhere, unless one of those
    /// has hints of its own.
    /// </summary>
    public static IReadOnlyList<ConditioningWindow>[] Share(IReadOnlyList<ConditioningWindow>[] sides)
    {
        var shared = sides[0].Where(window => window is { HasArea: false, Entry.ControlsAreShared: true, Controls.IsEmpty: false })
            .Select(window => window.Controls).ToArray();
        return [sides[0], .. sides.Skip(1).Select(side => Take(side, shared))];
    }

    private static IReadOnlyList<ConditioningWindow> Take(IReadOnlyList<ConditioningWindow> side, ControlHints[] shared)
    {
        int[] places = [.. Enumerable.Range(0, side.Count).Where(place => !side[place].HasArea)];
        if (places.Length == 0 || places.Any(place => !side[place].Controls.IsEmpty))
            return side;
        var led = side.ToArray();
        for (var i = 0; i < shared.Length; i++)
            led[places[i % places.Length]] = led[places[i % places.Length]] with { Controls = shared[i] };
        return led;
    }
}
