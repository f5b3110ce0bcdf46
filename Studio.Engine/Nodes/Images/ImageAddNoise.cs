using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageAddNoise", DisplayName = "Add Noise to Image", Category = "image/filters", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true, Description = "Adds grain, by a seed.")]
public sealed class ImageAddNoise : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 18446744073709551615, ControlAfterGenerate = true)]
    public ulong Seed { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Strength { get; init; } = 0.5;

    public Image Run(NodeContext context)
    {
        var noise = Noise.Normal(Seed, Image.Pixels.Shape);
        return new Image(Mixing.Each(Image.Pixels, noise, (value, drawn) => Math.Clamp(value + ((float)Strength * drawn), 0, 1)));
    }
}
