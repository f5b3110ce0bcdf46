using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record LatentInputSwitchOutputs([Output("LATENT", Type = "LATENT")] object? Latent, [Output("show_help")] string ShowHelp);

[Node("CR Latent Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Latent Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two latents.")]
public sealed class LatentInputSwitch : INode<LatentInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "LATENT")]
    public object? Latent1 { get; init; }

    [Input(Type = "LATENT")]
    public object? Latent2 { get; init; }

    public LatentInputSwitchOutputs Run(NodeContext context) =>
        new(Input == 1 ? Latent1 : Latent2, Wiki.Page("Logic-Nodes#cr-latent-input-switch"));
}
