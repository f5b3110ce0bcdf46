namespace Studio.Engine.Graph;

/// <summary>What to do about classes that are not here: what to use instead, why there is nothing, or what may have been meant.</summary>
internal static class MissingNodes
{
    /// <summary>More classes are counted only, and longer names are not compared: nobody typed them.</summary>
    private const int MostExplained = 8, LongestName = 80;

    /// <summary>The error of the first unknown node, with help for all of them.</summary>
    public static PromptError Error(IReadOnlyList<PromptNode> unknown, NodeCatalog nodes)
    {
        var first = unknown[0];
        var names = unknown.Select(node => node.ClassType).Distinct(StringComparer.Ordinal).ToList();
        // comparing names costs; only those that are told are looked up
        var lines = names.Take(MostExplained).Select(name => (Name: name, Help: Help(name, nodes)))
            .Where(entry => entry.Help is not null).Select(entry => $"{entry.Name}: {entry.Help}").ToList();
        if (names.Count > 1)
            lines.Add(OtherClasses(names));
        return new PromptError.UnknownClass(unknown, lines, [.. Nearest(first.ClassType, nodes).Select(schema => schema.Name)]);
    }

    /// <summary>One or two sentences; null when there is nothing to say.</summary>
    public static string? Help(string classType, NodeCatalog nodes)
    {
        if (NodeFamilies.Find(classType, nodes) is not { } family)
            return Nearest(classType, nodes) is { Count: > 0 } nearest
                ? $"Did you mean {string.Join(" or ", nearest.Select(Shown))}?"
                : null;
        var use = family.Use.Where(name => nodes.Find(name) is not null).ToList();
        return use.Count == 0 ? family.Words : $"{family.Words} Use {string.Join(", ", use)} here.";
    }

    /// <summary>Up to three nodes whose name or title is a few letters away.</summary>
    public static IReadOnlyList<NodeSchema> Nearest(string classType, NodeCatalog nodes) => classType.Length > LongestName ? [] :
    [
        .. from schema in nodes.All
           let distance = Math.Min(NearestNames.Distance(classType, schema.Name),
               NearestNames.Distance(classType, schema.DisplayName ?? schema.Name))
           where distance <= Math.Max(1, classType.Length / 4)
           orderby distance, schema.IsDeprecated, schema.Name
           select schema,
    ];

    private static string Shown(NodeSchema schema) =>
        schema.DisplayName is { } title && title != schema.Name ? $"{schema.Name} ({title})" : schema.Name;

    private static string OtherClasses(List<string> names) =>
        $"{names.Count} classes of this prompt are not here: {string.Join(", ", names.Take(MostExplained))}{(names.Count > MostExplained ? ", ..." : "")}.";
}
