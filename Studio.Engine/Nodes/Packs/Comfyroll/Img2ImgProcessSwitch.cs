using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record Img2ImgProcessSwitchOutputs([Output("LATENT", Type = "LATENT")] object? Latent, [Output("show_help")] string ShowHelp);

[Node("CR Img2Img Process Switch", Pack = ComfyrollPack.Name, DisplayName = "🔂 CR Img2Img Process Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔂 Process", Description = "The latent to start from.")]
public sealed class Img2ImgProcessSwitch : INode<Img2ImgProcessSwitchOutputs>
{
    [Input(Name = "Input", Choices = ["txt2img", "img2img"])]
    public string Input { get; init; } = "txt2img";

    [Input(Type = "LATENT")]
    public object? Txt2img { get; init; }

    [Input(Type = "LATENT")]
    public object? Img2img { get; init; }

    public Img2ImgProcessSwitchOutputs Run(NodeContext context) =>
        new(Input == "txt2img" ? Txt2img : Img2img, Wiki.Page("Process-Nodes#cr-img2img-process-switch"));
}
