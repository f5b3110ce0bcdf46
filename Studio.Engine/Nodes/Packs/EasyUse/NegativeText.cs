using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record NegativeTextOutputs([Output("negative")] string Negative);

[Node("easy negative", Pack = EasyUsePack.Name, Category = "EasyUse/Prompt", Description = "A prompt of what should not be there.")]
public sealed class NegativeText : INode<NegativeTextOutputs>
{
    [Input(Multiline = true)]
    public string Negative { get; init; } = "";

    public NegativeTextOutputs Run(NodeContext context) => new(Negative);
}
