using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ApplyControlNetOutputs(Conditioning Conditioning, [Output("show_help")] string ShowHelp);

[Node("CR Apply ControlNet", Pack = ComfyrollPack.Name, DisplayName = "🕹️ CR Apply ControlNet",
    Category = "🧩 Comfyroll Studio/✨ Essential/🕹️ ControlNet", Description = "A ControlNet that can be switched off.")]
public sealed class ApplyControlNet : INode<ApplyControlNetOutputs>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public required ControlModel ControlNet { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["On", "Off"])]
    public string Switch { get; init; } = "On";

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    public ApplyControlNetOutputs Run(NodeContext context) =>
        new(Switch == "Off" ? Conditioning : new ControlNetApply
            { Conditioning = Conditioning, ControlNet = ControlNet, Image = Image, Strength = Strength }.Run(context),
                Wiki.Page("ControlNet-Nodes#cr-apply-controlnet"));
}
