using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TriggerNodeOutputs([Output("index")] long Index, [Output("trigger")] bool Trigger,
    [Output("show_help")] string ShowHelp);

[Node("CR Trigger", Pack = ComfyrollPack.Name, DisplayName = "🔢 CR Trigger", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔢 Index",
    Description = "Whether a counter has a value.")]
public sealed class TriggerNode : INode<TriggerNodeOutputs>
{
    [Input(Min = 0, Max = 9999, Step = 1)]
    public int Index { get; init; }

    [Input(Min = 0, Max = 10000)]
    public int TriggerValue { get; init; } = 1;

    public TriggerNodeOutputs Run(NodeContext context) => new(Index, Index == TriggerValue, Wiki.Page("Index-Nodes#cr-trigger"));
}
