using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmSaveImageWS", Pack = SwarmUIPack.Name, DisplayName = "SwarmSaveImageWS", Category = "SwarmUI/images", IsOutput = true,
    Description = "Sends each picture to the client as a PNG, and stores none.")]
public sealed class SaveImageSocket : INode<NodeOutput>, IFingerprint
{
    [Input]
    public required Image Images { get; init; }

    [Input(Choices = ["8bit", "16bit", "raw"])]
    public string? BitDepth { get; init; } = "8bit";

    /// <summary>The progress by which the client knows that pictures follow.</summary>
    private const int PicturesFollow = 12345;

    public NodeOutput Run(NodeContext context)
    {
        if (BitDepth is not (null or "8bit"))
            context.Warn($"Pictures are sent with 8 bits for each colour, not as {BitDepth}.");
        for (var index = 0; index < Images.Count; index++)
        {
            var picture = ImageCodec.EncodePng(RgbImage.FromTensor(Images.Pixels.Slice(index)), level: 1);
            context.Progress(PicturesFollow, PicturesFollow);
            context.Preview(picture.Bytes, picture.MimeType);
            context.Progress(PicturesFollow, PicturesFollow);
        }
        return NodeOutput.Of();
    }

    /// <summary>Sent again each time.</summary>
    public string? Fingerprint() => null;
}
