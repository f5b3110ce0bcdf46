using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ApplyMultiControlNetOutputs([Output("base_pos")] Conditioning BasePos, [Output("base_neg")] Conditioning BaseNeg,
    [Output("show_help")] string ShowHelp);

[Node("CR Apply Multi-ControlNet", Pack = ComfyrollPack.Name, DisplayName = "🕹️ CR Apply Multi-ControlNet",
    Category = "🧩 Comfyroll Studio/✨ Essential/🕹️ ControlNet", Description = "Conditionings led by the ControlNets of a stack.")]
public sealed class ApplyMultiControlNet : INode<ApplyMultiControlNetOutputs>
{
    [Input]
    public required Conditioning BasePositive { get; init; }

    [Input]
    public required Conditioning BaseNegative { get; init; }

    [Input(Choices = ["Off", "On"])]
    public string Switch { get; init; } = "Off";

    [Input(Type = "CONTROL_NET_STACK")]
    public required object ControlnetStack { get; init; }

    public ApplyMultiControlNetOutputs Run(NodeContext context)
    {
        if (Switch == "Off" || ControlnetStack is not Bundle stack)
            return new(BasePositive, BaseNegative, Wiki.Page("ControlNet-Nodes#cr-apply-multi-controlnet-stack"));
        var (positive, negative) = StackedControls.Apply(BasePositive, BaseNegative, stack, context);
        return new(positive, negative, Wiki.Page("ControlNet-Nodes#cr-apply-multi-controlnet-stack"));
    }
}
