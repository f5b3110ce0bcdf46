using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>What the workflow that came with a prompt calls an input of a node.</summary>
internal static class SwitchLabels
{
    /// <summary>The input's label where it has one, else its name.</summary>
    public static string Of(NodeContext context, string input)
    {
        var node = (context.Run.ExtraPngInfo?["workflow"]?["nodes"] as JsonArray)?
            .FirstOrDefault(node => node?["id"]?.ToString() == context.Node.Id);
        var slot = (node?["inputs"] as JsonArray)?.FirstOrDefault(slot => slot?["name"]?.ToString() == input);
        return slot?["label"]?.ToString() ?? input;
    }
}
