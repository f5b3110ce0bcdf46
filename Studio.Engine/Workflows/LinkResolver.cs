using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>
/// Follows links through reroutes, subgraphs, named links and bypassed nodes, as the front end does when it makes a prompt. Every input is
/// followed once: long chains with many readers cost no more than their length.
/// </summary>
internal sealed class LinkResolver(List<WorkflowFault> faults, TextReplacements texts)
{
    private static readonly LinkSource Nothing = new LinkSource.Nothing();

    private readonly Dictionary<(PlacedNode Node, int Input), LinkSource> _followed = [];
    private readonly Dictionary<(PlacedNode Node, int Input), LinkSource> _resolved = [];

    /// <summary>What an input is given by its link. Mistakes on the way become faults.</summary>
    public LinkSource Resolve(PlacedNode node, int input)
    {
        var path = new List<(PlacedNode Node, int Input)>();
        var seen = new HashSet<(PlacedNode Node, int Input)>();
        LinkSource source;
        while (true)
        {
            var at = (node, input);
            if (_resolved.TryGetValue(at, out source!))
                break;
            if (!seen.Add(at))
            {
                source = Circle(path.SkipWhile(passed => passed != at));
                break;
            }
            path.Add(at);
            source = Follow(node, input);
            if (source is not LinkSource.Output { Node: { Node.Mode: NodeMode.Bypass } bypassed, Slot: var slot })
                break;
            var through = SlotTypes.Bypass(bypassed.Node, slot, node.Node.Inputs[input].Type);
            if (through < 0)
            {
                source = Nothing;
                break;
            }
            (node, input) = (bypassed, through);
        }
        foreach (var passed in path)
            _resolved[passed] = source;
        return source;
    }

    /// <summary>The same as far as a bypassed node: what goes through that depends on who asks.</summary>
    private LinkSource Follow(PlacedNode node, int input)
    {
        var path = new List<(PlacedNode Node, int Input)>();
        var seen = new HashSet<(PlacedNode Node, int Input)>();
        LinkSource? source = null;
        while (source is null)
        {
            var at = (node, input);
            if (_followed.TryGetValue(at, out source))
                break;
            if (!seen.Add(at))
            {
                source = Circle(path.SkipWhile(passed => passed != at));
                break;
            }
            path.Add(at);
            source = Origin(ref node, ref input);
        }
        foreach (var passed in path)
            _followed[passed] = source;
        return source;
    }

    /// <summary>Where the link at an input begins; null when that is another input, which then stands in the arguments.</summary>
    private LinkSource? Origin(ref PlacedNode node, ref int input)
    {
        if (node.Node.Inputs[input] is not { Link: { } id })
            return Nothing;
        var (scope, slot) = (node.Scope, node.Node.Inputs[input]);
        var link = scope.Graph.Link(id);
        while (true)
        {
            if (link is null)
                return Fault(node, $"its input '{slot.Name}' names link {id}, which is not in the file. Draw the link anew.");
            if (scope.Host is { } host && link.FromNode == scope.Definition!.InputNode)
                return AtHost(host, scope.Definition, link.FromSlot, ref node, ref input);
            if (!scope.Nodes.TryGetValue(link.FromNode, out var from))
                return Fault(node, $"its input '{slot.Name}' is linked to node {link.FromNode}, which is not in the file. Draw the link anew.");
            if (from.Inside is not { } inside)
                return At(from, link.FromSlot, ref node, ref input);
            if (Inner(inside.Definition!, link.FromSlot) is not { } inner)
                return Nothing;
            (scope, link) = (inside, inner);
        }
    }

    /// <summary>A link that comes in from outside a subgraph: what is linked to its node there, or that one's own widget.</summary>
    private static LinkSource? AtHost(PlacedNode host, SubgraphDefinition definition, int slot, ref PlacedNode node, ref int input)
    {
        if (slot >= definition.Inputs.Count)
            return Nothing;
        var (name, inputs) = (definition.Inputs[slot].Name, host.Node.Inputs);
        var at = Enumerable.Range(0, inputs.Count).FirstOrDefault(index => inputs[index].Name == name, -1);
        if (at < 0 || inputs[at].Link is null)
            return host.Promoted.ValueOf(name) is { } value ? new LinkSource.Value(value) : Nothing;
        (node, input) = (host, at);
        return null;
    }

    private LinkSource? At(PlacedNode from, int slot, ref PlacedNode node, ref int input)
    {
        if (from.Node.Mode == NodeMode.Bypass)
            return new LinkSource.Output(from, slot);
        switch (from.Role)
        {
            case NodeRole.Sent:
                return new LinkSource.Output(from, slot);
            case NodeRole.Primitive:
                var value = from.IsDecidedOutside("value", out var outside) ? outside : from.Node.WidgetValue(0);
                return new LinkSource.Value(TextReplacements.IsAskedFor(from.Node) ? texts.Of(value) : value);
            case NodeRole.PassThrough or NodeRole.Setter when slot < from.Node.Inputs.Count:
                (node, input) = (from, slot);
                return null;
            case NodeRole.Getter:
                var name = WorkflowJson.Text(from.Node.WidgetValue(0)) ?? "";
                if (from.Scope.Setter(name) is not { } setter)
                    return Fault(from, $"no node sets the name '{name}' that it gets.");
                if (setter.Node.Inputs.Count == 0)
                    return Nothing;
                (node, input) = (setter, 0);
                return null;
            default: // a note gives nothing, and neither does a muted subgraph
                return Nothing;
        }
    }

    private static WorkflowLink? Inner(SubgraphDefinition definition, int slot)
    {
        if (slot >= definition.Outputs.Count)
            return null;
        return definition.Outputs[slot].Links.Select(definition.Graph.Link).FirstOrDefault(link => link is not null);
    }

    private LinkSource Circle(IEnumerable<(PlacedNode Node, int Input)> circle)
    {
        var nodes = circle.Select(passed => passed.Node).Distinct().ToList();
        var names = string.Join(", ", nodes.Take(8).Select(node => $"{node.Id} '{node.Node.Title ?? node.Node.Type}'"));
        return Fault(nodes[0], $"the links run in a circle through the nodes {names}{(nodes.Count > 8 ? ", ..." : "")}. Cut one of them.");
    }

    private LinkSource Fault(PlacedNode node, string words)
    {
        if (faults.Count < WorkflowReader.MostFaults)
            faults.Add(node.Fault(words));
        return Nothing;
    }
}
