using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("IPAdapterEmbeds", DisplayName = "IPAdapter Embeds", Category = "ipadapter/embeds", Pack = "ComfyUI_IPAdapter_plus",
    Description = "Leads a model by what an IP-Adapter took of pictures before.")]
public sealed class IpAdapterEmbedsNode(AdapterReading reading) : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required AdapterModel Ipadapter { get; init; }

    [Input]
    public required AdapterEmbeds PosEmbed { get; init; }

    [Input(Min = -1, Max = 3, Step = 0.05)]
    public double Weight { get; init; } = 1;

    [Input(ChoicesFrom = typeof(AdapterWeightTypes))]
    public required string WeightType { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartAt { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndAt { get; init; } = 1;

    [Input(Choices = ["V only", "K+V", "K+V w/ C penalty", "K+mean(V) w/ C penalty"])]
    public required string EmbedsScaling { get; init; }

    [Input]
    public AdapterEmbeds? NegEmbed { get; init; }

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
        var unseen = NegEmbed ?? reading.Unseen(Ipadapter, AdapterRequest.RequireVision(Ipadapter, ClipVision), PosEmbed,
            context.CancellationToken);
        return request.Apply(reading, PosEmbed, unseen, context.CancellationToken);
    }
}
