using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record Translation([Output("translation")] string Text);

[Node("ETN_Translate", Pack = ToolingPack.Name, DisplayName = "Translate Text", Category = ToolingPack.Category, SchemaStyle = true,
    Description = "A text whose parts may begin with lang:xx. English is the only language here, and goes on as it is.")]
public sealed class Translate : INode<Translation>
{
    [Input(Multiline = true)]
    public required string Text { get; init; }

    public Translation Run(NodeContext context)
    {
        var pieces = new List<string>();
        foreach (var (language, part) in LanguageParts.Of(Text))
        {
            if (language is not (null or "en"))
                throw new EngineException(EngineError.Unsupported,
                    $"lang:{language} cannot be translated: there are no language packages here, English (lang:en) only. Write the text in English.");
            if (part.Trim() is { Length: > 0 } text)
                pieces.Add(text);
        }
        return new(string.Join(' ', pieces));
    }
}
