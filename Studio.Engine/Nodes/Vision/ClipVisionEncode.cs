using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPVisionEncode", DisplayName = "CLIP Vision Encode", Category = "model/conditioning",
    Description = "What an encoder of pictures sees in a picture, for models that are led by it.")]
public sealed class ClipVisionEncode(VisionEncoding encoding) : INode<VisionOutput>
{
    private const string Centre = "center";

    [Input]
    public required VisionModel ClipVision { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Choices = [Centre, "none"], Tooltip = "Whether the middle square is taken, or the whole is squeezed into one.")]
    public required string Crop { get; init; }

    public VisionOutput Run(NodeContext context) => encoding.Encode(ClipVision, Image.Pixels, Crop == Centre, context.CancellationToken);
}
