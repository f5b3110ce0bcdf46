using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.ControlAux;

[Node("AIO_Preprocessor", Pack = ControlAuxPack.Name, DisplayName = "AIO Aux Preprocessor", Category = "ControlNet Preprocessors",
    Description = "One of several preprocessors, those that need no network of their own.")]
public sealed class AnyPreprocessor : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["none", "CannyEdgePreprocessor", "TilePreprocessor", "InvertPreprocessor"])]
    public string? Preprocessor { get; init; } = "none";

    [Input(Min = 64, Max = 16384, Step = 64)]
    public int? Resolution { get; init; } = 512;

    public Image Run(NodeContext context) =>
        (Preprocessor ?? "none") switch
        {
            "none" => Image,
            "CannyEdgePreprocessor" => new(ByteEdges.Find(HintPictures.Scaled(Image.Pixels, Resolution ?? 512), 100, 200,
                context.CancellationToken)),
            "TilePreprocessor" => new(HintPictures.Scaled(Image.Pixels, Resolution ?? 512)),
            _ => new(HintPictures.Inverted(HintPictures.Scaled(Image.Pixels, Resolution ?? 512))),
        };
}
