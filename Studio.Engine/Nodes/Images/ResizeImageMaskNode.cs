using Studio.Engine.Graph;
using static Studio.Engine.Nodes.ResizeWays;

namespace Studio.Engine.Nodes;

public sealed record ResizedPlanes([Output("resized", Type = "IMAGE,MASK", Template = "input_type")] object Resized);

[Node("ResizeImageMaskNode", DisplayName = "Resize Image/Mask", Category = "image/transform",
    PythonModule = "comfy_extras.nodes_post_processing", SchemaStyle = true,
    SearchAliases = ["resize", "resize image", "resize mask", "scale", "scale image", "scale mask", "image resize", "change size",
        "dimensions", "shrink", "enlarge"],
    Description = "Scales pictures or masks, to a size that is given in one of nine ways.")]
public sealed class ResizeImageMaskNode : INode<ResizedPlanes>
{
    [Input(Type = "IMAGE,MASK", Template = "input_type")]
    public required object Input { get; init; }

    [Input(Choices = [Dimensions, Multiplied, Longer, Shorter, ToWidth, ToHeight, TotalPixels, Matched, ToMultiple],
        Tooltip = "How the new size is given.")]
    public string ResizeType { get; init; } = Dimensions;

    [Input(Name = "resize_type.width", When = [Dimensions, ToWidth], Min = 0, Max = 16384, Step = 1,
        Tooltip = "In pixels; 0 follows from the height.")]
    public int Width { get; init; } = 512;

    [Input(Name = "resize_type.height", When = [Dimensions, ToHeight], Min = 0, Max = 16384, Step = 1,
        Tooltip = "In pixels; 0 follows from the width.")]
    public int Height { get; init; } = 512;

    [Input(Name = "resize_type.multiplier", When = [Multiplied], Min = 0.01, Max = 8, Step = 0.01, Tooltip = "2 doubles both sides.")]
    public double Multiplier { get; init; } = 1;

    [Input(Name = "resize_type.longer_size", When = [Longer], Min = 0, Max = 16384, Step = 1, Tooltip = "The longer side in pixels.")]
    public int LongerSize { get; init; } = 512;

    [Input(Name = "resize_type.shorter_size", When = [Shorter], Min = 0, Max = 16384, Step = 1, Tooltip = "The shorter side in pixels.")]
    public int ShorterSize { get; init; } = 512;

    [Input(Name = "resize_type.megapixels", When = [TotalPixels], Min = 0.01, Max = 16, Step = 0.01,
        Tooltip = "1 is as many pixels as 1024 x 1024.")]
    public double Megapixels { get; init; } = 1;

    [Input(Name = "resize_type.match", Type = "IMAGE,MASK", When = [Matched], Tooltip = "The picture or mask whose size it gets.")]
    public object Match { get; init; } = new();

    [Input(Name = "resize_type.crop", When = [Dimensions, Matched], Choices = ["disabled", "center"],
        Tooltip = "Stretch to another shape, or cut off what sticks out.")]
    public string Crop { get; init; } = "center";

    [Input(Name = "resize_type.multiple", When = [ToMultiple], Min = 1, Max = 16384, Step = 1,
        Tooltip = "Both sides become multiples of it, by scaling and a little cutting.")]
    public int Multiple { get; init; } = 8;

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
        Tooltip = "area for smaller, lanczos for larger, nearest-exact for pixel art.")]
    public string ScaleMethod { get; init; } = "area";

    public ResizedPlanes Run(NodeContext context) => new(ResizeWays.Apply(this).Result);
}
