using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactStringSelector", Pack = ImpactPack.Name, DisplayName = "String Selector", Category = "ImpactPack/Util",
    Description = "One of several texts.")]
public sealed class StringSelector : INode<string>
{
    [Input(Multiline = true)]
    public required string Strings { get; init; }

    [Input]
    public bool Multiline { get; init; }

    [Input(Min = 0, Max = 9223372036854775807, Step = 1)]
    public long Select { get; init; }

    public string Run(NodeContext context)
    {
        var lines = Strings.Split('\n');
        var items = Multiline ? Groups(lines) : lines;
        return items.Count == 0 ? "" : items[(int)(Select % items.Count)];
    }

    /// <summary>What stands between lines that begin with #; the rest of such a line is the first of its group.</summary>
    private static IReadOnlyList<string> Groups(string[] lines)
    {
        var groups = new List<List<string>>();
        foreach (var line in lines)
        {
            if (line.StartsWith('#'))
                groups.Add([line[1..]]);
            else if (groups.Count > 0)
                groups[^1].Add(line);
            else
                groups.Add([line]);
        }
        return [.. groups.Select(group => string.Join('\n', group))];
    }
}
