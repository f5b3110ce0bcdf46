using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

[Node("StringFunction|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "String Function 🐍", Category = "utils", IsOutput = true,
    Description = "Joins texts, or replaces in one.")]
public sealed class StringFunction : INode<NodeOutput<string>>
{
    [Input(Choices = ["append", "replace"])]
    public string Action { get; init; } = "append";

    [Input(Choices = ["yes", "no"])]
    public string TidyTags { get; init; } = "yes";

    [Input(Multiline = true)]
    public string? TextA { get; init; }

    [Input(Multiline = true)]
    public string? TextB { get; init; }

    [Input(Multiline = true)]
    public string? TextC { get; init; }

    public NodeOutput<string> Run(NodeContext context)
    {
        var result = Action == "append"
            ? string.Join(TidyTags == "yes" ? ", " : "", new[] { TextA, TextB, TextC }.Where(text => !string.IsNullOrEmpty(text)))
            : PythonPatterns.ReplaceOrPattern(Given(TextA), Given(TextB), TextC ?? "");
        if (TidyTags == "yes")
            result = PythonPatterns.Replace(PythonPatterns.Replace(result, @"\s{2,}", " ").Replace(" ,", ",", StringComparison.Ordinal),
                ",{2,}", ",").Trim();
        return Shown.Text(result, result);
    }

    private static string Given(string? text) =>
        text ?? throw new EngineException(EngineError.BadPrompt, "To replace, text_a and text_b must be given.");
}
