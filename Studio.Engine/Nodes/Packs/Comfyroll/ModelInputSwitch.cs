using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ModelInputSwitchOutputs([Output("MODEL", Type = "MODEL")] object? Model, [Output("show_help")] string ShowHelp);

[Node("CR Model Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Model Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two models.")]
public sealed class ModelInputSwitch : INode<ModelInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "MODEL")]
    public object? Model1 { get; init; }

    [Input(Type = "MODEL")]
    public object? Model2 { get; init; }

    public ModelInputSwitchOutputs Run(NodeContext context) =>
        new(Input == 1 ? Model1 : Model2, Wiki.Page("Logic-Nodes#cr-model-input-switch"));
}
