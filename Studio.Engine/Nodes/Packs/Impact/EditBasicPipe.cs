using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record EditBasicPipeOutputs([Output("basic_pipe", Type = "BASIC_PIPE")] object? BasicPipe);

[Node("EditBasicPipe", Pack = ImpactPack.Name, DisplayName = "Edit BasicPipe", Category = "ImpactPack/Pipe",
    Description = "A basic pipe with some of it replaced.")]
public sealed class EditBasicPipe : INode<EditBasicPipeOutputs>
{
    [Input(Type = "BASIC_PIPE")]
    public required object BasicPipe { get; init; }

    [Input(Type = "MODEL")]
    public object? Model { get; init; }

    [Input(Type = "CLIP")]
    public object? Clip { get; init; }

    [Input(Type = "VAE")]
    public object? Vae { get; init; }

    [Input(Type = "CONDITIONING")]
    public object? Positive { get; init; }

    [Input(Type = "CONDITIONING")]
    public object? Negative { get; init; }

    public EditBasicPipeOutputs Run(NodeContext context)
    {
        var pipe = BasicPipes.Require(BasicPipe);
        object?[] given = [Model, Clip, Vae, Positive, Negative];
        return new(new Bundle([.. given.Select((value, place) => value ?? pipe.At(place))]));
    }
}
