using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

public sealed record ShowTextOutputs(IReadOnlyList<string> String, JsonObject Ui) : IHasUi;

[Node("ShowText|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "Show Text 🐍", Category = "utils", IsOutput = true,
    Hidden = ["unique_id", "extra_pnginfo"], Description = "Shows texts, and hands them on.")]
public sealed class ShowText : INode<ShowTextOutputs>
{
    [Input(ForceInput = true)]
    public required IReadOnlyList<string> Text { get; init; }

    public ShowTextOutputs Run(NodeContext context) => new(Text, Shown.Ui(Text));
}
