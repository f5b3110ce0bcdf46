using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record FromBasicPipe2Outputs([Output("basic_pipe", Type = "BASIC_PIPE")] object? BasicPipe,
    [Output("model", Type = "MODEL")] object? Model, [Output("clip", Type = "CLIP")] object? Clip,
    [Output("vae", Type = "VAE")] object? Vae, [Output("positive", Type = "CONDITIONING")] object? Positive,
    [Output("negative", Type = "CONDITIONING")] object? Negative);

[Node("FromBasicPipe_v2", Pack = ImpactPack.Name, DisplayName = "FromBasicPipe_v2", Category = "ImpactPack/Pipe",
    Description = "A basic pipe, and what comes on it.")]
public sealed class FromBasicPipe2 : INode<FromBasicPipe2Outputs>
{
    [Input(Type = "BASIC_PIPE")]
    public required object BasicPipe { get; init; }

    public FromBasicPipe2Outputs Run(NodeContext context)
    {
        var pipe = BasicPipes.Require(BasicPipe);
        return new(pipe, pipe.At(0), pipe.At(1), pipe.At(2), pipe.At(3), pipe.At(4));
    }
}
