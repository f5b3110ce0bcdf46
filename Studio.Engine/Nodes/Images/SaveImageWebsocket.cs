using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("SaveImageWebsocket", DisplayName = "SaveImageWebsocket", Category = "api/image", IsOutput = true,
    Description = "Sends each picture to the client as a PNG, and stores none.", PythonModule = "custom_nodes.websocket_image_save")]
public sealed class SaveImageWebsocket : INode<NothingShown>, IFingerprint
{
    [Input]
    public required Image Images { get; init; }

    public NothingShown Run(NodeContext context)
    {
        for (var index = 0; index < Images.Count; index++)
        {
            var picture = ImageCodec.EncodePng(RgbImage.FromTensor(Images.Pixels.Slice(index)), level: 1);
            context.Preview(picture.Bytes, picture.MimeType);
            context.Progress(index, Images.Count);
        }
        return new NothingShown();
    }

    /// <summary>Sent again each time.</summary>
    public string? Fingerprint() => null;
}

/// <summary>No outputs.</summary>
public sealed record NothingShown;
