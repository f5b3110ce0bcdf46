using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>A workflow with its subgraphs and group nodes unfolded.</summary>
internal sealed class WorkflowExpansion
{
    /// <summary>Subgraphs may stand in each other this deep.</summary>
    private const int MostNested = 64;

    private readonly NodeCatalog _catalog;
    private readonly Workflow _workflow;
    private readonly Dictionary<string, SubgraphDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly List<PlacedNode> _nodes = [];
    private readonly List<WorkflowFault> _faults;
    private bool _isTooLarge;

    private WorkflowExpansion(Workflow workflow, NodeCatalog catalog, List<WorkflowFault> faults)
    {
        (_workflow, _catalog, _faults) = (workflow, catalog, faults);
        AddDefinitions(workflow.Subgraphs);
    }

    /// <summary>
    /// All nodes that take part, hosts and those of the editor included, in the order of execution as far as the file has it.
    /// </summary>
    public static IReadOnlyList<PlacedNode> Of(Workflow workflow, NodeCatalog catalog, List<WorkflowFault> faults)
    {
        var expansion = new WorkflowExpansion(workflow, catalog, faults);
        expansion.Unfold(new GraphScope(workflow.Graph, null, null), 0);
        if (expansion._isTooLarge)
            faults.Add(new(null, null, $"The workflow has more than {PromptParser.MaxNodes} nodes, those inside its subgraphs counted."));
        return expansion._nodes;
    }

    private void AddDefinitions(IReadOnlyList<SubgraphDefinition> definitions) // no deeper than JSON may nest
    {
        foreach (var definition in definitions)
        {
            _definitions.TryAdd(definition.Id, definition);
            AddDefinitions(definition.Subgraphs);
        }
    }

    private void Unfold(GraphScope scope, int depth)
    {
        var nodes = scope.Graph.Nodes;
        if (scope.Host is null && nodes.All(node => node.Order is not null))
            nodes = [.. nodes.OrderBy(node => node.Order)];
        foreach (var node in nodes)
        {
            if (_nodes.Count >= PromptParser.MaxNodes)
            {
                _isTooLarge = true;
                return;
            }
            var definition = DefinitionOf(node, out var missing);
            var schema = definition is null ? _catalog.Find(node.Type) : null;
            var role = definition is null ? FrontEndNodes.RoleOf(node, schema) : NodeRole.Host;
            var placed = new PlacedNode(node, scope, role, schema);
            scope.Nodes[node.Id] = placed;
            _nodes.Add(placed);
            if (placed.IsOff)
                continue;
            if (missing is not null)
                Fault(placed, missing);
            else if (definition is not null)
                UnfoldHost(placed, definition, depth);
        }
    }

    private void UnfoldHost(PlacedNode host, SubgraphDefinition definition, int depth)
    {
        for (var around = host.Scope; around.Host is not null; around = around.Host.Scope)
        {
            if (around.Definition == definition)
            {
                Fault(host, $"the subgraph '{definition.Name}' contains itself.");
                return;
            }
        }
        if (depth >= MostNested)
        {
            Fault(host, $"subgraphs stand in each other more than {MostNested} deep.");
            return;
        }
        host.Inside = new GraphScope(definition.Graph, host, definition);
        Unfold(host.Inside, depth + 1);
    }

    /// <param name="missing">What is wrong when it should stand for something that is not in the file.</param>
    private SubgraphDefinition? DefinitionOf(WorkflowNode node, out string? missing)
    {
        missing = null;
        if (_definitions.TryGetValue(node.Type, out var definition))
            return definition;
        if (GroupNodeUnfolding.NameOf(node.Type) is not { } name)
        {
            if (Guid.TryParseExact(node.Type, "D", out _))
                missing = $"the file has no subgraph {node.Type}, which this node stands for.";
            return null;
        }
        if (!_workflow.GroupNodes.TryGetValue(name, out var group))
        {
            missing = $"the file has no group node '{name}' (extra.groupNodes), which this node stands for.";
            return null;
        }
        return _definitions[node.Type] = GroupNodeUnfolding.Unfold(group, node.Type, _catalog);
    }
    private void Fault(PlacedNode node, string words)
    {
        if (_faults.Count < WorkflowReader.MostFaults)
            _faults.Add(node.Fault(words));
    }
}
