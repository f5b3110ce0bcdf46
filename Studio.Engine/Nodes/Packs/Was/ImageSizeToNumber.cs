using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record ImageSizeToNumberOutputs([Output("width_num", Type = "NUMBER")] object? WidthNum,
    [Output("height_num", Type = "NUMBER")] object? HeightNum, [Output("width_float")] double WidthFloat,
    [Output("height_float")] double HeightFloat, [Output("width_int")] long WidthInt, [Output("height_int")] long HeightInt);

[Node("Image Size to Number", Pack = WasPack.Name, DisplayName = "Image Size to Number", Category = "WAS Suite/Number/Operations",
    Description = "The size of a picture.")]
public sealed class ImageSizeToNumber : INode<ImageSizeToNumberOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public ImageSizeToNumberOutputs Run(NodeContext context) =>
        new(Image.Width, Image.Height, Image.Width, Image.Height, Image.Width, Image.Height);
}
