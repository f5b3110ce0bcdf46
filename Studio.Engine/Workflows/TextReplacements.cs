using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Studio.Engine.Workflows;

/// <summary>
/// What an editor puts in place of %date:yyyy-MM-dd% and of %Node.widget% before it sends a file name, or the value of a primitive that
/// asks for it. Everything else between percent signs is left to the server.
/// </summary>
internal sealed partial class TextReplacements
{
    /// <summary>The property by which a node is named in such texts.</summary>
    private const string Name = "Node name for S&R";

    private readonly Dictionary<string, PlacedNode> _byProperty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedNode> _byTitle = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _now;

    /// <param name="nodes">All nodes of the workflow; of several of one name the first counts.</param>
    /// <param name="now">The time in the zone of the person who asks.</param>
    public TextReplacements(IEnumerable<PlacedNode> nodes, DateTimeOffset now)
    {
        _now = now;
        foreach (var node in nodes)
        {
            if (WorkflowJson.Text(node.Node.Properties?[Name]) is { } name)
                _byProperty.TryAdd(name, node);
            if ((node.Node.Title ?? node.Schema?.DisplayName) is { } title)
                _byTitle.TryAdd(title, node);
        }
    }

    /// <summary>Whether the value of a primitive is such a text.</summary>
    public static bool IsAskedFor(WorkflowNode primitive) =>
        primitive.Properties?["Run widget replace on values"] is JsonValue said && said.TryGetValue(out bool isAsked) && isAsked;

    /// <summary>The value with its replacements; other values than texts as they are.</summary>
    public JsonNode? Of(JsonNode? value) => WorkflowJson.Text(value) is { } text && text.Contains('%', StringComparison.Ordinal)
        ? Marked().Replace(text, match => Instead(match.Groups[1].Value) ?? match.Value)
        : value;

    private string? Instead(string name)
    {
        if (name.Split('.') is not [var node, var widget])
            return name.StartsWith("date:", StringComparison.Ordinal)
                ? DatePart().Replace(name["date:".Length..], part => Part(part.Value))
                : null;
        var found = _byProperty.GetValueOrDefault(node) ?? _byTitle.GetValueOrDefault(node);
        if (found is null || !found.Values.TryGetValue(widget, out var value))
            return null;
        return Forbidden().Replace(WorkflowJson.Text(value) ?? value?.ToJsonString() ?? "", "_");
    }

    private string Part(string part)
    {
        var number = part[0] switch
        {
            'y' => part.Length == 2 ? _now.Year % 100 : _now.Year,
            'M' => _now.Month,
            'd' => _now.Day,
            'h' => _now.Hour,
            'm' => _now.Minute,
            _ => _now.Second,
        };
        return part == "yyy" ? part : number.ToString(CultureInfo.InvariantCulture).PadLeft(part[0] == 'y' ? 2 : part.Length, '0');
    }

    [GeneratedRegex("%([^%]+)%", RegexOptions.None, 1000)]
    private static partial Regex Marked();

    [GeneratedRegex("dd?|MM?|hh?|mm?|ss?|yyy?y?", RegexOptions.None, 1000)]
    private static partial Regex DatePart();

    [GeneratedRegex("""[/?<>\\:*|"\x00-\x1F\x7F]""", RegexOptions.None, 1000)]
    private static partial Regex Forbidden();
}
