using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy textSwitch", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Switch", Description = "One of two texts.")]
public sealed class TextSwitch : INode<string>
{
    [Input(Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(ForceInput = true)]
    public string? Text1 { get; init; }

    [Input(ForceInput = true)]
    public string? Text2 { get; init; }

    public string Run(NodeContext context) => (Input == 1 ? Text1 : Text2) ?? "";
}
