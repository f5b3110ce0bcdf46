namespace Studio.Engine.Nodes.Packs;

/// <summary>Lines of a text.</summary>
internal static class TextRows
{
    /// <summary>Up to <paramref name="most"/> lines from one on; beyond the last line that one.</summary>
    public static IReadOnlyList<string> Window(string text, long start, long most)
    {
        var lines = text.Split('\n');
        var first = (int)Math.Clamp(start, 0, lines.Length - 1);
        return lines[first..(int)Math.Min(first + Math.Max(most, 0), lines.Length)];
    }
}
