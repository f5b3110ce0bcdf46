using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("BatchImagesNode", DisplayName = "Batch Images", Category = "image/batch", PythonModule = "comfy_extras.nodes_post_processing",
    SchemaStyle = true, EssentialsCategory = "Image Tools",
    SearchAliases = ["batch", "image batch", "batch images", "combine images", "merge images", "stack images"],
    Description = "Puts pictures one behind the other. The size of the first counts; others are scaled, and cut where their shape differs.")]
public sealed class BatchImagesNode : INode<Image>, IMoreInputs
{
    private static readonly GrowingInputs Row = new("images", "image", "image", Min: 1, Max: 50);

    public static IReadOnlyList<InputSpec> MoreInputs => Row.Of("IMAGE");

    /// <summary>images.image0, images.image1, ...: pictures.</summary>
    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> Images { get; init; }

    public Image Run(NodeContext context)
    {
        var pictures = MoreInputs.Select(input => Images.GetValueOrDefault(input.Name)).OfType<Image>().ToList();
        var channels = pictures.Max(picture => picture.Channels);
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        return new Image(Tensor.Stack([.. pictures.Select(picture =>
        {
            var pixels = Mixing.WithChannels(picture.Pixels, channels);
            return (picture.Width, picture.Height) == (width, height)
                ? pixels
                : ImageResize.Resize(pixels, width, height, "bilinear", cropCentre: true);
        })]));
    }
}
