using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("LoadImage", DisplayName = "Load Image", Category = "image")]
public sealed class LoadImage(IImageStore store) : INode<LoadedImage>, IFingerprint, ICheckInputs
{
    [Input(ChoicesFrom = typeof(InputImageNames), ImageUpload = true, CheckedByNode = true)]
    public required string Image { get; init; }

    public LoadedImage Run(NodeContext context)
    {
        var decoded = store.Load(Image, context);
        return new LoadedImage(decoded.ToImage(), decoded.ToMask());
    }

    public string? Fingerprint() => store.HashOf(Image);

    public string? Check(InputCheck inputs) => store.Find(Image) is null ? $"Invalid image file: {Image}" : null;
}
