using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The compact network of Real-ESRGAN (SRVGGNetCompact in github.com/xinntao/Real-ESRGAN, BSD licence): plain convolutions at the
/// picture's size, whose result is added to the picture enlarged by nearest pixels.
/// </summary>
/// <param name="Layers">Convolutions between the first and the last.</param>
internal sealed record SrvggNet(int Features, int Layers, int Factor) : UpscaleNetwork(Factor)
{
    private const int Colours = 3;

    /// <summary>In and out of a convolution.</summary>
    public override double NumbersPerPixel => Math.Max(3 * Features, Features + (2 * Colours * Scale * Scale));

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var image = g.Input(ImageInput, ElementType.Float32, 1, Colours, -1, -1);
        var x = image;
        for (var layer = 0; layer <= Layers; layer++)
        {
            x = g.Conv2d(x, $"body.{layer * 2}", layer == 0 ? Colours : Features, Features);
            x = g.PRelu(x, $"body.{(layer * 2) + 1}", Features);
        }
        x = g.PixelShuffle(g.Conv2d(x, $"body.{(Layers + 1) * 2}", Features, Colours * Scale * Scale), Scale);
        g.Output(Result, g.Add(x, Scale == 1 ? image : g.Upsample(image, factor: Scale)));
    }
}
