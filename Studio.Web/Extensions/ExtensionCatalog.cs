using Studio.Engine.Graph;

namespace Studio.Web.Extensions;

/// <summary>An extension and what became of its nodes.</summary>
/// <param name="Nodes">The class_types it offers.</param>
/// <param name="Refused">Those it does not, with the reason.</param>
public sealed record ExtensionReport(Extension Extension, IReadOnlyList<string> Nodes, IReadOnlyList<RefusedNode> Refused);

/// <summary>The extensions of this server. They are loaded once, at start.</summary>
public sealed partial class ExtensionCatalog(IReadOnlyList<Extension> extensions, NodeCatalog nodes, IServiceProvider services,
    ILogger<ExtensionCatalog> log)
{
    private readonly Dictionary<string, string> _unmade = new(StringComparer.Ordinal);

    /// <summary>All of them, by name; also those that failed.</summary>
    public IReadOnlyList<ExtensionReport> All =>
        [.. extensions.Select(extension => new ExtensionReport(extension, NodesOf(extension), [.. RefusedOf(extension)]))];

    /// <summary>The loaded extension of that name; null when there is none.</summary>
    public Extension? Loaded(string name) =>
        extensions.FirstOrDefault(extension => extension.Name == name && extension.State == ExtensionState.Loaded);

    /// <summary>
    /// Tries each node once, since a constructor that fails would else be noticed in the middle of a run, and tells the log.
    /// </summary>
    internal void Report()
    {
        foreach (var schema in nodes.All.Where(schema => schema.PythonModule.StartsWith("custom_nodes.", StringComparison.Ordinal)))
        {
            if (NodeTrial.WhyNotMade(schema, services) is { } reason)
                _unmade[schema.Name] = reason;
        }

        foreach (var report in All)
        {
            if (report.Extension.State == ExtensionState.Loaded)
                LogLoaded(report.Extension.Name, report.Extension.Manifest!.Version, report.Nodes.Count);
            else if (report.Extension.State == ExtensionState.Off)
                LogOff(report.Extension.Name, report.Extension.Problem);
            else
                LogFailed(report.Extension.Name, report.Extension.Problem);
            foreach (var refused in report.Refused)
                LogRefused(report.Extension.Name, refused.Name, refused.Reason);
        }
    }

    private List<string> NodesOf(Extension extension) =>
        [.. nodes.All.Where(schema => schema.PythonModule == extension.Module && !_unmade.ContainsKey(schema.Name))
            .Select(schema => schema.Name)];

    private IEnumerable<RefusedNode> RefusedOf(Extension extension) => nodes.Refused.Where(refused => refused.Module == extension.Module)
        .Concat(nodes.All.Where(schema => schema.PythonModule == extension.Module && _unmade.ContainsKey(schema.Name))
            .Select(schema => new RefusedNode(extension.Module, schema.Name, _unmade[schema.Name])));

    [LoggerMessage(LogLevel.Information, "Extension {Name} {Version} brings {Count} nodes")]
    private partial void LogLoaded(string name, string version, int count);

    [LoggerMessage(LogLevel.Information, "Extension {Name} is off: {Problem}")]
    private partial void LogOff(string name, string? problem);

    [LoggerMessage(LogLevel.Error, "Extension {Name} was not loaded: {Problem}")]
    private partial void LogFailed(string name, string? problem);

    [LoggerMessage(LogLevel.Error, "Extension {Name}: the node {Node} is left out: {Reason}")]
    private partial void LogRefused(string name, string node, string reason);
}
