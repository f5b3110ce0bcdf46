using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record VaeInputSwitchOutputs([Output("VAE", Type = "VAE")] object? Vae, [Output("show_help")] string ShowHelp);

[Node("CR VAE Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR VAE Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two autoencoders.")]
public sealed class VaeInputSwitch : INode<VaeInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Name = "VAE1", Type = "VAE", ForceInput = true)]
    public object? VAE1 { get; init; }

    [Input(Name = "VAE2", Type = "VAE", ForceInput = true)]
    public object? VAE2 { get; init; }

    public VaeInputSwitchOutputs Run(NodeContext context) => new(Input == 1 ? VAE1 : VAE2, Wiki.Page("Logic-Nodes#cr-vae-input-switch"));
}
