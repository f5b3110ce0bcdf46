using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record UnpackSdxlTupleOutputs([Output("BASE_MODEL", Type = "MODEL")] object? BaseModel,
    [Output("BASE_CLIP", Type = "CLIP")] object? BaseClip, [Output("BASE_CONDITIONING+", Type = "CONDITIONING")] object? BaseConditioning,
    [Output("BASE_CONDITIONING-", Type = "CONDITIONING")] object? BaseConditioning2,
    [Output("REFINER_MODEL", Type = "MODEL")] object? RefinerModel, [Output("REFINER_CLIP", Type = "CLIP")] object? RefinerClip,
    [Output("REFINER_CONDITIONING+", Type = "CONDITIONING")] object? RefinerConditioning,
    [Output("REFINER_CONDITIONING-", Type = "CONDITIONING")] object? RefinerConditioning2);

[Node("Unpack SDXL Tuple", Pack = EfficiencyPack.Name, DisplayName = "Unpack SDXL Tuple", Category = "Efficiency Nodes/Misc",
    Description = "Base and refiner from one wire.")]
public sealed class UnpackSdxlTuple : INode<UnpackSdxlTupleOutputs>
{
    [Input(Type = "SDXL_TUPLE")]
    public required object SdxlTuple { get; init; }

    public UnpackSdxlTupleOutputs Run(NodeContext context)
    {
        var tuple = SdxlTuple as Bundle ?? throw new EngineException(EngineError.BadPrompt, "What is linked is no SDXL_TUPLE.");
        return new(tuple.At(0), tuple.At(1), tuple.At(2), tuple.At(3), tuple.At(4), tuple.At(5), tuple.At(6), tuple.At(7));
    }
}
