using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record MultiControlNetStackOutputs([Output("CONTROLNET_STACK", Type = "CONTROL_NET_STACK")] object? ControlnetStack,
    [Output("show_help")] string ShowHelp);

[Node("CR Multi-ControlNet Stack", Pack = ComfyrollPack.Name, DisplayName = "🕹️ CR Multi-ControlNet Stack",
    Category = "🧩 Comfyroll Studio/✨ Essential/🕹️ ControlNet", Description = "Up to three ControlNets behind those that come along.")]
public sealed class MultiControlNetStack(StackedControls loader) : INode<MultiControlNetStackOutputs>
{
    [Input(Name = "switch_1", Choices = ["Off", "On"])] public string? Switch1 { get; init; } = "Off";
    [Input(Name = "controlnet_1", ChoicesFrom = typeof(OptionalControlNames))] public string? Controlnet1 { get; init; } = "None";
    [Input(Name = "controlnet_strength_1", Min = -10, Max = 10, Step = 0.01)] public double? ControlnetStrength1 { get; init; } = 1;
    [Input(Name = "start_percent_1", Min = 0, Max = 1, Step = 0.001)] public double? StartPercent1 { get; init; } = 0;
    [Input(Name = "end_percent_1", Min = 0, Max = 1, Step = 0.001)] public double? EndPercent1 { get; init; } = 1;
    [Input(Name = "switch_2", Choices = ["Off", "On"])] public string? Switch2 { get; init; } = "Off";
    [Input(Name = "controlnet_2", ChoicesFrom = typeof(OptionalControlNames))] public string? Controlnet2 { get; init; } = "None";
    [Input(Name = "controlnet_strength_2", Min = -10, Max = 10, Step = 0.01)] public double? ControlnetStrength2 { get; init; } = 1;
    [Input(Name = "start_percent_2", Min = 0, Max = 1, Step = 0.001)] public double? StartPercent2 { get; init; } = 0;
    [Input(Name = "end_percent_2", Min = 0, Max = 1, Step = 0.001)] public double? EndPercent2 { get; init; } = 1;
    [Input(Name = "switch_3", Choices = ["Off", "On"])] public string? Switch3 { get; init; } = "Off";
    [Input(Name = "controlnet_3", ChoicesFrom = typeof(OptionalControlNames))] public string? Controlnet3 { get; init; } = "None";
    [Input(Name = "controlnet_strength_3", Min = -10, Max = 10, Step = 0.01)] public double? ControlnetStrength3 { get; init; } = 1;
    [Input(Name = "start_percent_3", Min = 0, Max = 1, Step = 0.001)] public double? StartPercent3 { get; init; } = 0;
    [Input(Name = "end_percent_3", Min = 0, Max = 1, Step = 0.001)] public double? EndPercent3 { get; init; } = 1;
    [Input(Name = "image_1")] public Image? Image1 { get; init; }
    [Input(Name = "image_2")] public Image? Image2 { get; init; }
    [Input(Name = "image_3")] public Image? Image3 { get; init; }
    [Input(Type = "CONTROL_NET_STACK")] public object? ControlnetStack { get; init; }

    public MultiControlNetStackOutputs Run(NodeContext context)
    {
        var given = ControlnetStack is Bundle stack ? stack.Values : [];
        object?[] own = [Row(Switch1, Controlnet1, Image1, ControlnetStrength1, StartPercent1, EndPercent1),
            Row(Switch2, Controlnet2, Image2, ControlnetStrength2, StartPercent2, EndPercent2),
            Row(Switch3, Controlnet3, Image3, ControlnetStrength3, StartPercent3, EndPercent3)];
        return new MultiControlNetStackOutputs(new Bundle([.. given, .. own.Where(row => row is not null)]),
            Wiki.Page("ControlNet-Nodes#cr-multi-controlnet-stack"));
    }

    private Bundle? Row(string? isOn, string? name, Image? image, double? strength, double? start, double? end) =>
        isOn == "On" && name is not null and not "None" && image is not null
            ? new Bundle([loader.Open(name), image, strength ?? 1, start ?? 0, end ?? 1])
            : null;
}
