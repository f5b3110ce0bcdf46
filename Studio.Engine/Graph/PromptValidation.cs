namespace Studio.Engine.Graph;

/// <summary>The mistakes of one node, and the output nodes that cannot run because of them.</summary>
public sealed record NodeErrors(string ClassType, IReadOnlyList<PromptError> Errors, IReadOnlyList<string> DependentOutputs);

/// <summary>
/// The result of a check. <paramref name="Error"/> is set when nothing can run; <paramref name="NodeErrors"/> may be filled beside runnable
/// <paramref name="Outputs"/>: then only the good ones run. <paramref name="Prompt"/> holds the literals as converted to their declared
/// types.
/// </summary>
public sealed record PromptValidation(
    Prompt Prompt,
    PromptError? Error,
    IReadOnlyDictionary<string, NodeErrors> NodeErrors,
    IReadOnlyList<string> Outputs)
{
    public bool CanRun => Error is null && Outputs.Count > 0;
}
