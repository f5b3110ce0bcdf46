using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record JoinStringMultiOutputs([Output("string", Type = "STRING")] object String);

[Node("JoinStringMulti", Pack = KjNodesPack.Name, DisplayName = "Join String Multi", Category = "KJNodes/text",
    Description = "Any number of texts as one.")]
public sealed class JoinStringMulti : INode<JoinStringMultiOutputs>, IMoreInputs
{
    [Input(Min = 2, Max = 1000, Step = 1)]
    public int Inputcount { get; init; } = 2;

    [Input(Name = "string_1", ForceInput = true)]
    public string String1 { get; init; } = "";

    [Input]
    public string Delimiter { get; init; } = " ";

    [Input]
    public bool ReturnList { get; init; }

    public static IReadOnlyList<InputSpec> MoreInputs =>
        [new InputSpec("string_2", WireTypes.String, Options: new InputAttribute { ForceInput = true }, Default: "")];

    /// <summary>string_2, string_3, ...</summary>
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public JoinStringMultiOutputs Run(NodeContext context)
    {
        var texts = new List<string> { String1 };
        for (var number = 2; number <= Inputcount; number++)
        {
            if (Inputs.GetValueOrDefault($"string_{number}") is string { Length: > 0 } text)
                texts.Add(text);
        }
        return new(ReturnList ? new Bundle([.. texts]) : string.Join(Delimiter, texts));
    }
}
