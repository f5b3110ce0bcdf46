using System.Globalization;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

public sealed record ResolutionSelectorOutputs([Output("width")] long Width, [Output("height")] long Height);

[Node("ResolutionSelector", DisplayName = "Resolution Selector", Category = "utilities", PythonModule = "comfy_extras.nodes_resolution",
    SchemaStyle = true, Description = "A size of so many pixels, by its shape.")]
public sealed class ResolutionSelector : INode<ResolutionSelectorOutputs>
{
    [Input(Choices = ["1:1 (Square)", "2:3 (Portrait Photo)", "3:2 (Photo)", "3:4 (Portrait Standard)", "4:3 (Standard)",
            "9:16 (Portrait Widescreen)", "16:9 (Widescreen)", "21:9 (Ultrawide)"])]
    public string AspectRatio { get; init; } = "1:1 (Square)";

    [Input(Min = 0.1, Max = 16, Step = 0.1)]
    public double Megapixels { get; init; } = 1;

    [Input(Min = 8, Max = 128, Step = 4)]
    public int Multiple { get; init; } = 8;

    public ResolutionSelectorOutputs Run(NodeContext context)
    {
        var sides = AspectRatio[..AspectRatio.IndexOf(' ', StringComparison.Ordinal)].Split(':');
        var (across, down) = (int.Parse(sides[0], CultureInfo.InvariantCulture), int.Parse(sides[1], CultureInfo.InvariantCulture));
        var scale = Math.Sqrt(Megapixels * 1024 * 1024 / (across * down));
        return new((long)Math.Round(across * scale / Multiple) * Multiple, (long)Math.Round(down * scale / Multiple) * Multiple);
    }
}
