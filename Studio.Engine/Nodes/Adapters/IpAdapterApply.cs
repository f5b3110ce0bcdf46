using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("IPAdapterApply", DisplayName = "Apply IPAdapter", Category = "ipadapter", Pack = "ComfyUI_IPAdapter_plus", Deprecated = true,
    Description = "Leads a model by pictures, as older workflows name it. IPAdapterAdvanced does more.")]
public sealed class IpAdapterApply(AdapterReading reading) : INode<DiffusionModel>
{
    [Input]
    public required AdapterModel Ipadapter { get; init; }

    [Input]
    public required VisionModel ClipVision { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Min = -1, Max = 3, Step = 0.05)]
    public double Weight { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Noise { get; init; }

    [Input(Choices = ["original", "linear", "channel penalty"])]
    public required string WeightType { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartAt { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndAt { get; init; } = 1;

    [Input]
    public bool UnfoldBatch { get; init; }

    [Input]
    public Mask? AttnMask { get; init; }

    public DiffusionModel Run(NodeContext context)
    {
        if (Noise > 0)
            context.Warn("The noise of IPAdapterApply is left out: what to go away from is a black picture. IPAdapterAdvanced takes a picture for it.");
        if (UnfoldBatch && Image.Pixels.Size(0) > 1)
            context.Warn("The pictures of IPAdapterApply lead together: a picture for each of a batch is not done here.");
        var request = new AdapterRequest(Model, Ipadapter)
        {
            Weight = Weight,
            StartAt = StartAt,
            EndAt = EndAt,
            Mask = AttnMask?.Values,
            Scaling = AdapterRequest.ScalingOfOld(WeightType),
        };
        var seen = reading.Seen(Ipadapter, ClipVision, Image.Pixels, mask: null, context.CancellationToken);
        return request.Apply(reading, seen, reading.Unseen(Ipadapter, ClipVision, seen, context.CancellationToken),
            context.CancellationToken);
    }
}
