using Studio.Engine.Graph;

namespace Studio.Engine.Workflows.Forms;

/// <summary>What a text or a picture is for, by where the graph takes it: nobody knows a prompt by the name of its node.</summary>
internal static class WidgetPurpose
{
    /// <summary>Of a text that says what to avoid. What its node says of texts holds for the others.</summary>
    public const string Negative = "Negative prompt";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["positive"] = "Prompt", ["negative"] = Negative, ["mask"] = "Mask", ["pixels"] = "Picture",
    };

    /// <summary>The name of the nearest input that tells; null when none does, or two do that are as near.</summary>
    public static string? Of(PromptNode node, Prompt prompt)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { node.Id };
        IReadOnlyCollection<string> now = [node.Id];
        while (now.Count > 0)
        {
            var uses = UsesOf(now, prompt).ToList();
            var told = uses.Select(use => Names.GetValueOrDefault(use.Input)).OfType<string>().Distinct().ToList();
            if (told.Count > 0)
                return told is [var name] ? name : null;
            now = [.. uses.Select(use => use.Node).Where(seen.Add)];
        }

        return null;
    }

    private static IEnumerable<(string Node, string Input)> UsesOf(IReadOnlyCollection<string> sources, Prompt prompt) =>
        from user in prompt.Nodes.Values
        from input in user.Inputs
        where input.Value is InputValue.Link link && sources.Contains(link.NodeId)
        select (user.Id, input.Key);
}
