using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record PackSdxlTupleOutputs([Output("SDXL_TUPLE", Type = "SDXL_TUPLE")] object? SdxlTuple);

[Node("Pack SDXL Tuple", Pack = EfficiencyPack.Name, DisplayName = "Pack SDXL Tuple", Category = "Efficiency Nodes/Misc",
    Description = "Base and refiner on one wire.")]
public sealed class PackSdxlTuple : INode<PackSdxlTupleOutputs>
{
    [Input(Type = "MODEL")]
    public required object BaseModel { get; init; }

    [Input(Type = "CLIP")]
    public required object BaseClip { get; init; }

    [Input(Type = "CONDITIONING")]
    public required object BasePositive { get; init; }

    [Input(Type = "CONDITIONING")]
    public required object BaseNegative { get; init; }

    [Input(Type = "MODEL")]
    public required object RefinerModel { get; init; }

    [Input(Type = "CLIP")]
    public required object RefinerClip { get; init; }

    [Input(Type = "CONDITIONING")]
    public required object RefinerPositive { get; init; }

    [Input(Type = "CONDITIONING")]
    public required object RefinerNegative { get; init; }

    public PackSdxlTupleOutputs Run(NodeContext context) =>
        new(new Bundle([BaseModel, BaseClip, BasePositive, BaseNegative, RefinerModel, RefinerClip, RefinerPositive, RefinerNegative]));
}
