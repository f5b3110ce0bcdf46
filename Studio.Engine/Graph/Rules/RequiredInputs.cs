namespace Studio.Engine.Graph.Rules;

/// <summary>
/// Every required input is there, or has a default: a workflow may be older than the input. The node that gets a default says so.
/// </summary>
internal sealed class RequiredInputs : IInputRule
{
    public PromptError? Check(CheckedInput input) => input.Value is null && input.Schema is { IsRequired: true, Default: null }
        ? new PromptError.MissingInput(input.Declared)
        : null;
}
