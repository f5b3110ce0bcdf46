using Studio.Engine.Graph;

namespace Studio.Web.Extensions;

/// <summary>An extension and what became of its nodes, samplers, schedulers and model families.</summary>
/// <param name="Offered">What it offers.</param>
/// <param name="Refused">What it does not, with the reason.</param>
public sealed record ExtensionReport(Extension Extension, IReadOnlyList<PackPart> Offered, IReadOnlyList<RefusedPart> Refused)
{
    /// <summary>What it offers of a kind: node, sampler, scheduler, family.</summary>
    public IReadOnlyList<string> Names(string kind) => [.. Offered.Where(part => part.Kind == kind).Select(part => part.Name)];
}

/// <summary>The extensions of this server. They are loaded once, at start.</summary>
public sealed partial class ExtensionCatalog(IReadOnlyList<Extension> extensions, NodeCatalog nodes, IEnumerable<IPackParts> others,
    IServiceProvider services, ILogger<ExtensionCatalog> log)
{
    private readonly Dictionary<string, string> _unmade = new(StringComparer.Ordinal);

    /// <summary>All of them, by name; also those that failed.</summary>
    public IReadOnlyList<ExtensionReport> All =>
        [.. extensions.Select(extension => new ExtensionReport(extension, [.. OfferedBy(extension)], [.. RefusedOf(extension)]))];

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
                LogLoaded(report.Extension.Name, report.Extension.Manifest!.Version, report.Names("node").Count,
                    report.Names("sampler").Count, report.Names("scheduler").Count, report.Names("family").Count);
            else if (report.Extension.State == ExtensionState.Off)
                LogOff(report.Extension.Name, report.Extension.Problem);
            else
                LogFailed(report.Extension.Name, report.Extension.Problem);
            foreach (var refused in report.Refused)
                LogRefused(report.Extension.Name, refused.Part.Kind, refused.Part.Name, refused.Reason);
        }
    }

    private IEnumerable<PackPart> OfferedBy(Extension extension) => NodesOf(extension).Where(node => !_unmade.ContainsKey(node.Name))
        .Concat(others.SelectMany(kind => kind.Offered).Where(part => part.Module == extension.Module));

    private IEnumerable<RefusedPart> RefusedOf(Extension extension) => nodes.Refused.Concat(others.SelectMany(kind => kind.Refused))
        .Where(refused => refused.Part.Module == extension.Module)
        .Concat(NodesOf(extension).Where(node => _unmade.ContainsKey(node.Name)).Select(node => new RefusedPart(node, _unmade[node.Name])));

    private IEnumerable<PackPart> NodesOf(Extension extension) => nodes.All.Where(schema => schema.PythonModule == extension.Module)
        .Select(schema => new PackPart(extension.Module, "node", schema.Name));

    [LoggerMessage(LogLevel.Information, "Extension {Name} {Version} brings {Nodes} nodes, {Samplers} samplers, {Schedulers} schedulers and {Families} model families")]
    private partial void LogLoaded(string name, string version, int nodes, int samplers, int schedulers, int families);

    [LoggerMessage(LogLevel.Information, "Extension {Name} is off: {Problem}")]
    private partial void LogOff(string name, string? problem);

    [LoggerMessage(LogLevel.Error, "Extension {Name} was not loaded: {Problem}")]
    private partial void LogFailed(string name, string? problem);

    [LoggerMessage(LogLevel.Error, "Extension {Name}: the {Kind} {Part} is left out: {Reason}")]
    private partial void LogRefused(string name, string kind, string part, string reason);
}
