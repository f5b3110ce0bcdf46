using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record ToBasicPipeOutputs([Output("basic_pipe", Type = "BASIC_PIPE")] object? BasicPipe);

[Node("ToBasicPipe", Pack = ImpactPack.Name, DisplayName = "ToBasicPipe", Category = "ImpactPack/Pipe",
    Description = "A model with all that belongs to it on one wire.")]
public sealed class ToBasicPipe : INode<ToBasicPipeOutputs>
{
    [Input(Type = "MODEL")]
    public required object Model { get; init; }

    [Input(Type = "CLIP")]
    public required object Clip { get; init; }

    [Input(Type = "VAE")]
    public required object Vae { get; init; }

    [Input(Type = "CONDITIONING")]
    public required object Positive { get; init; }

    [Input(Type = "CONDITIONING")]
    public required object Negative { get; init; }

    public ToBasicPipeOutputs Run(NodeContext context) => new(new Bundle([Model, Clip, Vae, Positive, Negative]));
}
