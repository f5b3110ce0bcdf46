using Studio.Engine.Graph;

namespace Studio.Engine.Workflows;

/// <summary>What a node of a workflow is to a prompt.</summary>
internal enum NodeRole
{
    /// <summary>It is sent.</summary>
    Sent,

    /// <summary>It stands for the nodes of a subgraph or a group node.</summary>
    Host,

    /// <summary>What comes in at a slot goes out at the same one.</summary>
    PassThrough,

    /// <summary>A value that others share.</summary>
    Primitive,

    /// <summary>Gives a link a name.</summary>
    Setter,

    /// <summary>Takes the link of a name.</summary>
    Getter,

    /// <summary>A note, a label, a switch of the editor.</summary>
    Ignored,
}

/// <summary>The nodes that live in an editor only: its own, KJNodes' links by name, rgthree's labels and switches.</summary>
internal static class FrontEndNodes
{
    private static readonly Dictionary<string, NodeRole> Roles = new(StringComparer.Ordinal)
    {
        ["Reroute"] = NodeRole.PassThrough,
        ["Reroute (rgthree)"] = NodeRole.PassThrough,
        ["PrimitiveNode"] = NodeRole.Primitive,
        ["SetNode"] = NodeRole.Setter,
        ["GetNode"] = NodeRole.Getter,
        ["Note"] = NodeRole.Ignored,
        ["MarkdownNote"] = NodeRole.Ignored,
        ["Label (rgthree)"] = NodeRole.Ignored,
        ["Bookmark (rgthree)"] = NodeRole.Ignored,
        ["Fast Groups Muter (rgthree)"] = NodeRole.Ignored,
        ["Fast Groups Bypasser (rgthree)"] = NodeRole.Ignored,
        ["Fast Muter (rgthree)"] = NodeRole.Ignored,
        ["Fast Bypasser (rgthree)"] = NodeRole.Ignored,
        ["Fast Actions Button (rgthree)"] = NodeRole.Ignored,
        ["Node Collector (rgthree)"] = NodeRole.Ignored,
        ["Mute / Bypass Repeater (rgthree)"] = NodeRole.Ignored,
        ["Mute / Bypass Relay (rgthree)"] = NodeRole.Ignored,
        ["Random Unmuter (rgthree)"] = NodeRole.Ignored,
    };

    /// <summary>
    /// The role of a node that stands for no subgraph. A class that is here is what it is; of one that is not, what has no sockets at all
    /// is taken for a note.
    /// </summary>
    public static NodeRole RoleOf(WorkflowNode node, NodeSchema? schema) => schema is not null ? NodeRole.Sent
        : Roles.TryGetValue(node.Type, out var role) ? role
        : node.Inputs.Count + node.Outputs.Count == 0 ? NodeRole.Ignored
        : NodeRole.Sent;
}
