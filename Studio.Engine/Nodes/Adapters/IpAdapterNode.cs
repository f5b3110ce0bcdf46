using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("IPAdapter", Category = "ipadapter", Pack = "ComfyUI_IPAdapter_plus",
    Description = "Leads a model by a picture, through an IP-Adapter and the encoder that came with it.")]
public sealed class IpAdapterNode(AdapterReading reading) : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required AdapterModel Ipadapter { get; init; }

    [Input]
    public required Image Image { get; init; }

    [Input(Min = -1, Max = 3, Step = 0.05)]
    public double Weight { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartAt { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndAt { get; init; } = 1;

    [Input(Choices = ["standard", "prompt is more important", "style transfer"])]
    public required string WeightType { get; init; }

    [Input]
    public Mask? AttnMask { get; init; }

    public DiffusionModel Run(NodeContext context)
    {
        var request = new AdapterRequest(Model, Ipadapter)
        {
            Weight = Weight,
            StartAt = StartAt,
            EndAt = EndAt,
            Mask = AttnMask?.Values,
            WeightType = WeightType switch
            {
                "style transfer" => WeightType,
                "prompt is more important" => "ease out",
                _ => "linear",
            },
        };
        var vision = AdapterRequest.RequireVision(Ipadapter, given: null);
        var seen = reading.Seen(Ipadapter, vision, Image.Pixels, mask: null, context.CancellationToken);
        var unseen = reading.Unseen(Ipadapter, vision, seen, context.CancellationToken);
        return request.Apply(reading, seen, unseen, context.CancellationToken);
    }
}
