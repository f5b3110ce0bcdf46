using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record ImageSizeByLongerSideOutputs([Output("resolution")] long Resolution, JsonObject Ui) : IHasUi;

[Node("easy imageSizeByLongerSide", Pack = EasyUsePack.Name, DisplayName = "ImageSize (LongerSide)", Category = "EasyUse/Image",
    IsOutput = true, Description = "The longer side of a picture.")]
public sealed class ImageSizeByLongerSide : INode<ImageSizeByLongerSideOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public ImageSizeByLongerSideOutputs Run(NodeContext context) => new(Math.Max(Image.Width, Image.Height), Shown.Ui(""));
}
