using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Nodes;

[Node("IPAdapterEncoder", DisplayName = "IPAdapter Encoder", Category = "ipadapter/embeds", Pack = "ComfyUI_IPAdapter_plus",
    Description = "What an IP-Adapter takes of a picture, and what it takes where there is none.")]
public sealed class IpAdapterEncoder(AdapterReading reading) : INode<EncodedPicture>
{
    [Input]
    public required AdapterModel Ipadapter { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = -1, Max = 3, Step = 0.01)]
    public double Weight { get; init; } = 1;

    [Input(Tooltip = "What of the picture counts.")]
    public Mask? Mask { get; init; }

    [Input]
    public VisionModel? ClipVision { get; init; }

    public EncodedPicture Run(NodeContext context)
    {
        var vision = AdapterRequest.RequireVision(Ipadapter, ClipVision);
        var mask = Mask is null ? null : Square(Mask.Values, vision.Side);
        var seen = reading.Seen(Ipadapter, vision, Image.Pixels, mask, context.CancellationToken);
        var unseen = reading.Unseen(Ipadapter, vision, seen, context.CancellationToken);
        if (Weight != 1)
            TensorPrimitives.Multiply(seen.Numbers.Span, (float)Weight, seen.Numbers.Span);
        return new EncodedPicture(seen, unseen);
    }

    /// <summary>The middle square of the first mask at the encoder's size.</summary>
    private static Tensor Square(Tensor mask, int side)
    {
        var (height, width) = (mask.Size(-2), mask.Size(-1));
        var least = Math.Min(height, width);
        var first = new Tensor(mask.Memory[..(height * width)], 1, height, width);
        var square = Resample.Narrow(Resample.Narrow(first, 1, (height - least) / 2, least), 2, (width - least) / 2, least);
        return Resample.Planes(square, side, side, ResampleMethod.SmoothBicubic);
    }
}

/// <summary>What an IP-Adapter takes to come near to, and to go away from.</summary>
public sealed record EncodedPicture([Output("pos_embed")] AdapterEmbeds Positive, [Output("neg_embed")] AdapterEmbeds Negative);
