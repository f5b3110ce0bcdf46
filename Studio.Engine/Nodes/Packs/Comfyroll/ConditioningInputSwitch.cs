using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ConditioningInputSwitchOutputs([Output("CONDITIONING", Type = "CONDITIONING")] object? Conditioning,
    [Output("show_help")] string ShowHelp);

[Node("CR Conditioning Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Conditioning Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two conditionings.")]
public sealed class ConditioningInputSwitch : INode<ConditioningInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "CONDITIONING")]
    public object? Conditioning1 { get; init; }

    [Input(Type = "CONDITIONING")]
    public object? Conditioning2 { get; init; }

    public ConditioningInputSwitchOutputs Run(NodeContext context) =>
        new(Input == 1 ? Conditioning1 : Conditioning2, Wiki.Page("Logic-Nodes#cr-conditioning-input-switch"));
}
