using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("SetUnionControlNetType", DisplayName = "Set Union ControlNet Type", Category = "model/conditioning/controlnet",
    PythonModule = "comfy_extras.nodes_controlnet", SchemaStyle = true,
    SearchAliases = ["set controlnet type", "union controlnet type"],
    Description = "Tells a ControlNet for several kinds of pictures which kind it is shown.")]
public sealed class SetUnionControlNetType : INode<ControlModel>
{
    private const string Untold = "auto";

    /// <summary>In the order in which such ControlNets were trained on them.</summary>
    private static readonly string[] Types =
        ["openpose", "depth", "hed/pidi/scribble/ted", "canny/lineart/anime_lineart/mlsd", "normal", "segment", "tile", "repaint"];

    [Input]
    public required ControlModel ControlNet { get; init; }

    [Input(Choices = [Untold, "openpose", "depth", "hed/pidi/scribble/ted", "canny/lineart/anime_lineart/mlsd", "normal", "segment", "tile",
        "repaint"])]
    public string Type { get; init; } = Untold;

    public ControlModel Run(NodeContext context)
    {
        if (ControlNet.Types == 0 && Type != Untold)
            context.Warn($"{ControlNet.Name} was trained on one kind of picture; it is told none.");
        return ControlNet.WithType(Array.IndexOf(Types, Type) is >= 0 and var type ? type : null);
    }
}
