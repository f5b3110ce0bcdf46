using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record ImageOrLatentSizeOutputs([Output("WIDTH")] long Width, [Output("HEIGHT")] long Height);

[Node("Image or Latent Size (rgthree)", Pack = RgthreePack.Name, DisplayName = "Image or Latent Size (rgthree)", Category = "rgthree",
    Description = "The size of a picture, or of the picture that a latent becomes.")]
public sealed class ImageOrLatentSize : INode<ImageOrLatentSizeOutputs>
{
    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public ImageOrLatentSizeOutputs Run(NodeContext context) =>
        Inputs.GetValueOrDefault("input") switch
        {
            Image image => new(image.Width, image.Height),
            Latent latent => new(latent.Samples.Size(3) * 8, latent.Samples.Size(2) * 8),
            _ => throw new EngineException(EngineError.BadPrompt, "What is linked has no size: link an IMAGE or a LATENT."),
        };
}
