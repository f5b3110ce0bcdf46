using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record FromBasicPipeOutputs([Output("model", Type = "MODEL")] object? Model, [Output("clip", Type = "CLIP")] object? Clip,
    [Output("vae", Type = "VAE")] object? Vae, [Output("positive", Type = "CONDITIONING")] object? Positive,
    [Output("negative", Type = "CONDITIONING")] object? Negative);

[Node("FromBasicPipe", Pack = ImpactPack.Name, DisplayName = "FromBasicPipe", Category = "ImpactPack/Pipe",
    Description = "What comes on a basic pipe.")]
public sealed class FromBasicPipe : INode<FromBasicPipeOutputs>
{
    [Input(Type = "BASIC_PIPE")]
    public required object BasicPipe { get; init; }

    public FromBasicPipeOutputs Run(NodeContext context)
    {
        var pipe = BasicPipes.Require(BasicPipe);
        return new(pipe.At(0), pipe.At(1), pipe.At(2), pipe.At(3), pipe.At(4));
    }
}
