namespace Studio.Engine.Graph.Rules;

/// <summary>One thing that can be wrong with one input. Rules run in order; the first error of an input ends its check.</summary>
internal interface IInputRule
{
    PromptError? Check(CheckedInput input);
}

/// <summary>A declared input of a node of a prompt, while it is checked. Its value changes as it is converted.</summary>
internal sealed class CheckedInput(Prompt prompt, NodeCatalog nodes, ChoiceLists choices, NodeSchema node, InputSchema schema,
    InputValue? value)
{
    public InputSchema Schema { get; } = schema;

    /// <summary>Limits and choices are the node's own business.</summary>
    public bool IsCheckedByNode => node.ChecksAllInputs || Schema.CheckedByNode;

    /// <summary>So are the types of links.</summary>
    public bool HasLinkCheckedByNode => node.ChecksLinkTypes;

    /// <summary>Null when the prompt does not have the input.</summary>
    public InputValue? Value { get; set; } = value;

    public Prompt Prompt { get; } = prompt;

    public NodeCatalog Nodes { get; } = nodes;

    public IReadOnlyList<string>? Choices => choices.Of(Schema);

    /// <summary>The input as errors are about it.</summary>
    public DeclaredInput Declared => choices.Declared(Schema);
}

/// <summary>The choices of combos during one validation: a folder is listed once, however many nodes ask.</summary>
internal sealed class ChoiceLists
{
    private readonly Dictionary<InputSchema, IReadOnlyList<string>?> _lists = [];

    public IReadOnlyList<string>? Of(InputSchema input)
    {
        if (!_lists.TryGetValue(input, out var list))
            _lists[input] = list = input.Choices;
        return list;
    }

    public DeclaredInput Declared(InputSchema input) => new(input, Of(input));
}
