namespace Studio.Engine.Graph.Rules;

/// <summary>What a linked output gives is what the input takes.</summary>
internal sealed class LinkTypes : IInputRule
{
    public PromptError? Check(CheckedInput input)
    {
        if (input.Value is not InputValue.Link link || input.HasLinkCheckedByNode)
            return null;
        var received = LinkedTypes.Of(input.Prompt, input.Nodes, link);
        return WireTypes.Fit(received, input.Schema.Type) ? null : new PromptError.WrongLinkType(input.Declared, received, link);
    }
}
