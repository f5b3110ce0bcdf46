using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record PositiveTextOutputs([Output("positive")] string Positive);

[Node("easy positive", Pack = EasyUsePack.Name, Category = "EasyUse/Prompt", Description = "A prompt.")]
public sealed class PositiveText : INode<PositiveTextOutputs>
{
    [Input(Multiline = true)]
    public string Positive { get; init; } = "";

    public PositiveTextOutputs Run(NodeContext context) => new(Positive);
}
