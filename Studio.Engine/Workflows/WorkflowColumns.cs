using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>
/// Where the nodes of a drawn prompt stand: each in the column behind the last of those that it needs, one below the other; pixels of the
/// editor's canvas, whose nodes have a title of 30 pixels above their place.
/// </summary>
internal static class WorkflowColumns
{
    private const int Margin = 40, Gap = 60, TitleHeight = 30, SlotHeight = 20, WidgetHeight = 24, NodeWidth = 315, LongestColumn = 1600;

    /// <summary>As much room as sockets and widgets need.</summary>
    /// <param name="hasText">Whether one of its widgets is a text of several lines.</param>
    public static (int Width, int Height) SizeOf(JsonObject node, bool hasText)
    {
        var sockets = Math.Max(1, ((JsonArray)node["inputs"]!).Count);
        var widgets = ((JsonArray)node["widgets_values"]!).Count;
        return (NodeWidth + (hasText ? 110 : 0), 26 + (SlotHeight * sockets) + (WidgetHeight * widgets) + (hasText ? 90 : 0));
    }

    /// <summary>The nodes in the order of execution, with their upper left corners.</summary>
    public static IEnumerable<(string Id, int X, int Y)> Place(Prompt prompt, IReadOnlyDictionary<string, (int Width, int Height)> sizes)
    {
        var x = Margin;
        foreach (var column in Columns(prompt).GroupBy(node => node.Column).OrderBy(column => column.Key))
        {
            var (y, width) = (Margin + TitleHeight, 0);
            foreach (var (id, _) in column)
            {
                if (y > LongestColumn)
                    (x, y, width) = (x + width + Gap, Margin + TitleHeight, 0);
                yield return (id, x, y);
                y += sizes[id].Height + TitleHeight + Gap / 2;
                width = Math.Max(width, sizes[id].Width);
            }
            x += width + Gap;
        }
    }

    /// <summary>The longest way from a node without inputs, by Kahn's algorithm; nodes in a circle come last.</summary>
    private static IEnumerable<(string Id, int Column)> Columns(Prompt prompt)
    {
        var columns = prompt.Nodes.Keys.ToDictionary(id => id, _ => 0, StringComparer.Ordinal);
        var waits = prompt.Nodes.Keys.ToDictionary(id => id, _ => 0, StringComparer.Ordinal);
        var readers = prompt.Nodes.Keys.ToDictionary(id => id, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var node in prompt.Nodes.Values)
        {
            foreach (var link in node.Inputs.Values.OfType<InputValue.Link>().Where(link => readers.ContainsKey(link.NodeId)))
            {
                readers[link.NodeId].Add(node.Id);
                waits[node.Id]++;
            }
        }
        var ready = new Queue<string>(prompt.Nodes.Keys.Where(id => waits[id] == 0));
        var last = 0;
        while (ready.TryDequeue(out var id))
        {
            yield return (id, columns[id]);
            foreach (var reader in readers[id])
            {
                columns[reader] = Math.Max(columns[reader], columns[id] + 1);
                last = Math.Max(last, columns[reader]);
                if (--waits[reader] == 0)
                    ready.Enqueue(reader);
            }
        }
        foreach (var id in prompt.Nodes.Keys.Where(id => waits[id] > 0))
            yield return (id, last + 1);
    }
}
