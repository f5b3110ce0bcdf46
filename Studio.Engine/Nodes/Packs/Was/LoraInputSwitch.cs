using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record LoraInputSwitchOutputs([Output("MODEL", Type = "MODEL")] object? Model, [Output("CLIP", Type = "CLIP")] object? Clip);

[Node("Lora Input Switch", Pack = WasPack.Name, DisplayName = "Lora Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two models with its text encoder.")]
public sealed class LoraInputSwitch : INode<LoraInputSwitchOutputs>
{
    [Input(Type = "MODEL")]
    public required object ModelA { get; init; }

    [Input(Type = "CLIP")]
    public required object ClipA { get; init; }

    [Input(Type = "MODEL")]
    public required object ModelB { get; init; }

    [Input(Type = "CLIP")]
    public required object ClipB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public LoraInputSwitchOutputs Run(NodeContext context) => Boolean ? new(ModelA, ClipA) : new(ModelB, ClipB);
}
