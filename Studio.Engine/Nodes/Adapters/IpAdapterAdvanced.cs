using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("IPAdapterAdvanced", DisplayName = "IPAdapter Advanced", Category = "ipadapter", Pack = "ComfyUI_IPAdapter_plus",
    Description = "Leads a model by pictures, through an IP-Adapter: how strongly in which layers, from when to when, and where.")]
public sealed class IpAdapterAdvanced(AdapterReading reading) : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required AdapterModel Ipadapter { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = -1, Max = 5, Step = 0.05)]
    public double Weight { get; init; } = 1;

    [Input(ChoicesFrom = typeof(AdapterWeightTypes))]
    public required string WeightType { get; init; }

    [Input(Choices = ["concat", "add", "subtract", "average", "norm average"], Tooltip = "What several pictures are together.")]
    public required string CombineEmbeds { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartAt { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndAt { get; init; } = 1;

    [Input(Choices = ["V only", "K+V", "K+V w/ C penalty", "K+mean(V) w/ C penalty"])]
    public required string EmbedsScaling { get; init; }

    [Input(Tooltip = "What to go away from; nothing is a black picture.")]
    public Image? ImageNegative { get; init; }

    [Input]
    public Mask? AttnMask { get; init; }

    [Input]
    public VisionModel? ClipVision { get; init; }

    public DiffusionModel Run(NodeContext context)
    {
        var request = new AdapterRequest(Model, Ipadapter)
        {
            Weight = Weight,
            WeightType = WeightType,
            Scaling = AdapterRequest.ScalingOf(EmbedsScaling),
            StartAt = StartAt,
            EndAt = EndAt,
            Mask = AttnMask?.Values,
        };
        var (vision, token) = (AdapterRequest.RequireVision(Ipadapter, ClipVision), context.CancellationToken);
        var seen = reading.Seen(Ipadapter, vision, Image.Pixels, mask: null, token);
        var unseen = ImageNegative is { } away ? reading.Seen(Ipadapter, vision, away.Pixels, mask: null, token)
            : reading.Unseen(Ipadapter, vision, seen, token);
        return request.Apply(reading, AdapterCombining.Combine(seen, CombineEmbeds), unseen, token);
    }
}
