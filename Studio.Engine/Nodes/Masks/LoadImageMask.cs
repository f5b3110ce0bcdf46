using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("LoadImageMask", DisplayName = "Load Image (as Mask)", Category = "image")]
public sealed class LoadImageMask(IImageStore store) : INode<Mask>, IFingerprint, ICheckInputs
{
    [Input(ChoicesFrom = typeof(InputImageNames), ImageUpload = true, CheckedByNode = true)]
    public required string Image { get; init; }

    [Input(Choices = ["alpha", "red", "green", "blue"])]
    public string Channel { get; init; } = "alpha";

    public Mask Run(NodeContext context)
    {
        var pixels = store.Load(Image, context).Pixels.Frame(0);
        if (Channel == "alpha")
            return Imaging.Masks.FromAlpha(pixels);
        return new Mask(ColourChannels.Of(pixels.ToTensor(), ColourChannels.Index(Channel)));
    }

    public string? Fingerprint() => store.HashOf(Image);

    public string? Check(InputCheck inputs) => store.Find(Image) is null ? $"Invalid image file: {Image}" : null;
}
