using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("IPAdapterCombineEmbeds", DisplayName = "IPAdapter Combine Embeds", Category = "ipadapter/embeds", Pack = "ComfyUI_IPAdapter_plus",
    Description = "What an IP-Adapter took of several pictures, side by side or as one.")]
public sealed class IpAdapterCombineEmbeds : INode<AdapterEmbeds>
{
    [Input]
    public required AdapterEmbeds Embed1 { get; init; }

    [Input(Choices = ["concat", "add", "subtract", "average", "norm average", "max", "min"])]
    public required string Method { get; init; }

    [Input]
    public AdapterEmbeds? Embed2 { get; init; }

    [Input]
    public AdapterEmbeds? Embed3 { get; init; }

    [Input]
    public AdapterEmbeds? Embed4 { get; init; }

    [Input]
    public AdapterEmbeds? Embed5 { get; init; }

    public AdapterEmbeds Run(NodeContext context) => AdapterCombining.Combine(
        AdapterCombining.Batch([.. new[] { Embed1, Embed2, Embed3, Embed4, Embed5 }.OfType<AdapterEmbeds>()]), Method);
}
