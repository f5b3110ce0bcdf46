using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record ModelInputSwitchOutputs([Output("MODEL", Type = "MODEL")] object? Model);

[Node("Model Input Switch", Pack = WasPack.Name, DisplayName = "Model Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two models.")]
public sealed class ModelInputSwitch : INode<ModelInputSwitchOutputs>
{
    [Input(Type = "MODEL")]
    public required object ModelA { get; init; }

    [Input(Type = "MODEL")]
    public required object ModelB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public ModelInputSwitchOutputs Run(NodeContext context) => new(Boolean ? ModelA : ModelB);
}
