using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("LoadImageOutput", DisplayName = "Load Image (from Outputs)", Category = "image", Experimental = true,
    Description = "A picture that was made before. Clients show the newest of the output folder, as \"name.png [output]\".")]
public sealed class LoadImageOutput(IImageStore store) : INode<LoadedImage>, IFingerprint, ICheckInputs
{
    [Input(ImageUpload = true, ImageFolder = "output", RemoteChoices = "/internal/files/output", CheckedByNode = true)]
    public required string Image { get; init; }

    public LoadedImage Run(NodeContext context) => new LoadImage(store) { Image = Image }.Run(context);

    public string? Fingerprint() => store.HashOf(Image);

    public string? Check(InputCheck inputs) => store.Find(Image) is null ? $"Invalid image file: {Image}" : null;
}
