using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record SwitchModelAndClipOutputs([Output("MODEL", Type = "MODEL")] object? Model,
    [Output("CLIP", Type = "CLIP")] object? Clip, [Output("show_help")] string ShowHelp);

[Node("CR Switch Model and CLIP", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Switch Model and CLIP",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two models with its text encoder.")]
public sealed class SwitchModelAndClip : INode<SwitchModelAndClipOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "MODEL")]
    public required object Model1 { get; init; }

    [Input(Type = "CLIP")]
    public required object Clip1 { get; init; }

    [Input(Type = "MODEL")]
    public required object Model2 { get; init; }

    [Input(Type = "CLIP")]
    public required object Clip2 { get; init; }

    public SwitchModelAndClipOutputs Run(NodeContext context) =>
        Input == 1 ? new(Model1, Clip1, Wiki.Page("Logic-Nodes#cr-switch-model-and-clip")) : new(Model2, Clip2,
            Wiki.Page("Logic-Nodes#cr-switch-model-and-clip"));
}
