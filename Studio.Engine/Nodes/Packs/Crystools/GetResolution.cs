using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record GetResolutionOutputs([Output("width")] long Width, [Output("height")] long Height, JsonObject Ui) : IHasUi;

[Node("Get resolution [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Get resolution", Category = "crystools 🪛/Image",
    IsOutput = true, Description = "The size of a picture, shown too.")]
public sealed class GetResolution : INode<GetResolutionOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public GetResolutionOutputs Run(NodeContext context) => new(Image.Width, Image.Height, Shown.Ui($"{Image.Width}x{Image.Height}"));
}
