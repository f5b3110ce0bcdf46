using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageDesaturate+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Desaturate", Category = "essentials/image processing",
    Description = "Takes colour out.")]
public sealed class ImageDesaturate : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.05)]
    public double Factor { get; init; } = 1;

    [Input(Choices = ["luminance (Rec.709)", "luminance (Rec.601)", "average", "lightness"])]
    public string Method { get; init; } = "luminance (Rec.709)";

    public Image Run(NodeContext context)
    {
        var pixels = Image.Pixels.Clone();
        var channels = Image.Channels;
        for (var i = 0; i < pixels.Length; i += channels)
        {
            var colour = pixels.Span.Slice(i, 3);
            var grey = Grey(colour);
            for (var c = 0; c < 3; c++)
                colour[c] = ((1 - (float)Factor) * colour[c]) + ((float)Factor * grey);
        }
        return new Image(Mixing.WithChannels(pixels, 3));
    }

    private float Grey(ReadOnlySpan<float> rgb) => Method switch
    {
        "luminance (Rec.709)" => (0.2126f * rgb[0]) + (0.7152f * rgb[1]) + (0.0722f * rgb[2]),
        "luminance (Rec.601)" => (0.299f * rgb[0]) + (0.587f * rgb[1]) + (0.114f * rgb[2]),
        "average" => (rgb[0] + rgb[1] + rgb[2]) / 3,
        _ => (Math.Max(Math.Max(rgb[0], rgb[1]), rgb[2]) + Math.Min(Math.Min(rgb[0], rgb[1]), rgb[2])) / 2,
    };
}
