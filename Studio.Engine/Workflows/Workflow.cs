using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows;

/// <summary>
/// A workflow as ComfyUI's editor keeps it: nodes with places, widgets, links, groups, subgraphs. Formats 0.4 (links as lists) and 1.0
/// (links as objects). The JSON is the workflow and what stands beside it is read from it, so whatever nobody touches stays as it came.
/// </summary>
/// <param name="Source">The file's object, not to be changed: <see cref="Edit"/> makes another workflow.</param>
public sealed record Workflow(JsonObject Source, WorkflowGraph Graph)
{
    /// <summary>definitions.subgraphs, in their order.</summary>
    public IReadOnlyList<SubgraphDefinition> Subgraphs { get; init; } = [];

    /// <summary>extra.groupNodes: what was there before subgraphs, by name.</summary>
    public IReadOnlyDictionary<string, GroupNodeDefinition> GroupNodes { get; init; } = new Dictionary<string, GroupNodeDefinition>();

    /// <summary>
    /// Whether an object is meant as such a file: a list of nodes, which no node of a prompt can be, with what these files have beside it.
    /// </summary>
    public static bool Is(JsonObject json) =>
        json.TryGetPropertyValue("nodes", out var nodes) && nodes is JsonArray
        && (json.ContainsKey("links") || json.ContainsKey("version") || json.ContainsKey("last_node_id") || json.ContainsKey("state"));

    /// <summary>The workflow with a change, which gets a copy of the JSON; or what the change broke.</summary>
    public ReadWorkflow Edit(Action<JsonObject> change)
    {
        var copy = (JsonObject)Source.DeepClone();
        change(copy);
        return WorkflowReader.Read(copy);
    }
}

/// <summary>The nodes of a workflow, of a subgraph, or of a group node.</summary>
public sealed record WorkflowGraph(IReadOnlyList<WorkflowNode> Nodes, IReadOnlyList<WorkflowLink> Links)
{
    private readonly Lazy<Dictionary<long, WorkflowLink>> _linksById = new(() =>
    {
        var byId = new Dictionary<long, WorkflowLink>(Links.Count);
        foreach (var link in Links)
            byId[link.Id] = link; // of an id that occurs twice the last counts, as in an object of JavaScript
        return byId;
    });

    /// <summary>The frames behind the nodes.</summary>
    public IReadOnlyList<WorkflowGroup> Groups { get; init; } = [];

    /// <summary>The points through which links are drawn; they change nothing of what a link connects.</summary>
    public IReadOnlyList<WorkflowReroute> Reroutes { get; init; } = [];

    /// <summary>Null when there is no link of the id.</summary>
    public WorkflowLink? Link(long id) => _linksById.Value.GetValueOrDefault(id);
}

/// <summary>A connection from an output to an input.</summary>
/// <param name="Reroute">The last reroute that it is drawn through; null for a straight one.</param>
public sealed record WorkflowLink(long Id, string FromNode, int FromSlot, string ToNode, int ToSlot, string Type, long? Reroute = null);

/// <summary>A frame with a title; pixels of the canvas.</summary>
public sealed record WorkflowGroup(string Title, double X, double Y, double Width, double Height);

/// <summary>A bend of links.</summary>
/// <param name="Parent">The reroute before it; null when it follows the output itself.</param>
public sealed record WorkflowReroute(long Id, double X, double Y, long? Parent);

/// <summary>A graph that nodes can stand for: those whose type is its id.</summary>
/// <param name="Inputs">What comes in, as outputs of the node <paramref name="InputNode"/> inside.</param>
/// <param name="Outputs">What goes out, as inputs of the node <paramref name="OutputNode"/> inside.</param>
public sealed record SubgraphDefinition(string Id, string Name, WorkflowGraph Graph, IReadOnlyList<SubgraphSlot> Inputs,
    IReadOnlyList<SubgraphSlot> Outputs, string InputNode = "-10", string OutputNode = "-20")
{
    private readonly Lazy<Dictionary<string, List<(string Node, WorkflowInput Input)>>> _targets = new(() => FindTargets(Graph, Inputs));

    /// <summary>Definitions that stand inside this one.</summary>
    public IReadOnlyList<SubgraphDefinition> Subgraphs { get; init; } = [];

    /// <summary>
    /// Of an unfolded group node: the widgets of inner nodes that its own values belong to, in order, null for what only an editor knows.
    /// Null for a subgraph, whose nodes say it themselves.
    /// </summary>
    internal IReadOnlyList<(string Node, string Widget)?>? HostWidgets { get; init; }

    /// <summary>The inputs inside that an input of the subgraph leads to, with the ids of their nodes.</summary>
    internal IReadOnlyList<(string Node, WorkflowInput Input)> TargetsOf(string input) => _targets.Value.GetValueOrDefault(input) ?? [];

    private static Dictionary<string, List<(string Node, WorkflowInput Input)>> FindTargets(WorkflowGraph graph,
        IReadOnlyList<SubgraphSlot> inputs)
    {
        var linked = new Dictionary<long, (string Node, WorkflowInput Input)>();
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs)
            {
                if (input.Link is { } link)
                    linked[link] = (node.Id, input);
            }
        }
        var targets = new Dictionary<string, List<(string Node, WorkflowInput Input)>>(StringComparer.Ordinal);
        foreach (var slot in inputs)
            targets[slot.Name] = [.. slot.Links.Where(linked.ContainsKey).Select(link => linked[link])];
        return targets;
    }
}

/// <summary>An input or output of a subgraph.</summary>
/// <param name="Links">The links inside, by id.</param>
public sealed record SubgraphSlot(string Name, string Type, IReadOnlyList<long> Links);

/// <summary>A group node: nodes by their place in the list, and links as [from, slot, to, slot, ...] with places instead of ids.</summary>
public sealed record GroupNodeDefinition(string Name, IReadOnlyList<WorkflowNode> Nodes, JsonObject Source);

/// <summary>Either a workflow or what is wrong with the file.</summary>
public sealed record ReadWorkflow(Workflow? Workflow, IReadOnlyList<Graph.WorkflowFault> Faults);
