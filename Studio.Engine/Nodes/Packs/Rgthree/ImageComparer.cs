using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Rgthree;

[Node("Image Comparer (rgthree)", Pack = RgthreePack.Name, DisplayName = "Image Comparer (rgthree)", Category = "rgthree",
    IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "Shows two pictures, one laid over the other; they are kept in the temporary folder only.")]
public sealed class ImageComparer(PictureWriter pictures) : INode<ComparedImages>
{
    [Input]
    public Image? ImageA { get; init; }

    [Input]
    public Image? ImageB { get; init; }

    public ComparedImages Run(NodeContext context)
    {
        var (a, b) = (Stored(ImageA, context), Stored(ImageB, context));
        return new ComparedImages(ImageA ?? ImageB, new JsonObject { ["a_images"] = a, ["b_images"] = b });
    }

    private JsonNode Stored(Image? images, NodeContext context) => images is null
        ? new JsonArray()
        : pictures.Save(images, ImageFolder.Temp, pictures.PreviewPrefix, compression: 1, context.Run)["images"]!.DeepClone();
}

/// <summary>Two pictures that are shown for comparison; the first goes on.</summary>
public sealed record ComparedImages([Output("images")] Image? Images, JsonObject Ui) : IHasUi;
