using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record UpscaleModelSwitchOutputs([Output("UPSCALE_MODEL", Type = "UPSCALE_MODEL")] object? UpscaleModel);

[Node("Upscale Model Switch", Pack = WasPack.Name, DisplayName = "Upscale Model Switch", Category = "WAS Suite/Logic",
    Description = "One of two upscalers.")]
public sealed class UpscaleModelSwitch : INode<UpscaleModelSwitchOutputs>
{
    [Input(Type = "UPSCALE_MODEL")]
    public required object UpscaleModelA { get; init; }

    [Input(Type = "UPSCALE_MODEL")]
    public required object UpscaleModelB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public UpscaleModelSwitchOutputs Run(NodeContext context) => new(Boolean ? UpscaleModelA : UpscaleModelB);
}
