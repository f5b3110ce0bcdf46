using System.Globalization;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.ControlAlt;

public sealed record FluxResolutionOutputs([Output("width")] long Width, [Output("height")] long Height,
    [Output("resolution")] string Resolution, [Output("preview")] Image Preview);

[Node("FluxResolutionNode", Pack = ControlAltPack.Name, DisplayName = "Flux Resolution Calculator", Category = "ControlAltAI Nodes/Flux",
    IsOutput = true, Description = "A size of so many pixels, by its shape.")]
public sealed class FluxResolution : INode<FluxResolutionOutputs>
{
    [Input(Choices = ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6",
            "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"])]
    public string Megapixel { get; init; } = "1.0";

    [Input(Choices = ["1:1 (Perfect Square)", "2:3 (Classic Portrait)", "3:4 (Golden Ratio)", "3:5 (Elegant Vertical)",
            "4:5 (Artistic Frame)", "5:7 (Balanced Portrait)", "5:8 (Tall Portrait)", "7:9 (Modern Portrait)", "9:16 (Slim Vertical)",
            "9:19 (Tall Slim)", "9:21 (Ultra Tall)", "9:32 (Skyline)", "3:2 (Golden Landscape)", "4:3 (Classic Landscape)",
            "5:3 (Wide Horizon)", "5:4 (Balanced Frame)", "7:5 (Elegant Landscape)", "8:5 (Cinematic View)", "9:7 (Artful Horizon)",
            "16:9 (Panorama)", "19:9 (Cinematic Ultrawide)", "21:9 (Epic Ultrawide)", "32:9 (Extreme Ultrawide)"])]
    public string AspectRatio { get; init; } = "1:1 (Perfect Square)";

    [Input(Choices = ["8", "16", "32", "64"])]
    public string DivisibleBy { get; init; } = "64";

    [Input]
    public bool CustomRatio { get; init; }

    [Input]
    public string? CustomAspectRatio { get; init; } = "1:1";

    public FluxResolutionOutputs Run(NodeContext context)
    {
        var ratio = CustomRatio && CustomAspectRatio is { Length: > 0 } custom ? custom : AspectRatio.Split(' ')[0];
        var (width, height) = RatioSizes.Of(ratio, double.Parse(Megapixel, CultureInfo.InvariantCulture),
            int.Parse(DivisibleBy, CultureInfo.InvariantCulture));
        return new(width, height, $"{width} x {height}", new Image(RatioSizes.Drawn(width, height)));
    }
}
