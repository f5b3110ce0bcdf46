using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record BusNodeOutputs([Output("bus", Type = "BUS")] object? Bus, [Output("model", Type = "MODEL")] object? Model,
    [Output("clip", Type = "CLIP")] object? Clip, [Output("vae", Type = "VAE")] object? Vae,
    [Output("positive", Type = "CONDITIONING")] object? Positive, [Output("negative", Type = "CONDITIONING")] object? Negative);

[Node("Bus Node", Pack = WasPack.Name, DisplayName = "Bus Node", Category = "WAS Suite/Utilities",
    Description = "A model with all that belongs to it on one wire.")]
public sealed class BusNode : INode<BusNodeOutputs>
{
    [Input(Type = "BUS")]
    public object? Bus { get; init; }

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

    public BusNodeOutputs Run(NodeContext context)
    {
        var bus = Bus as Bundle;
        object? Part(object? given, int place) => given ?? bus?.At(place);
        object?[] parts = [Required(Part(Model, 0), "model"), Required(Part(Clip, 1), "clip"), Required(Part(Vae, 2), "vae"),
            Part(Positive, 3),
            Part(Negative, 4)];
        return new BusNodeOutputs(new Bundle(parts), parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static object Required(object? part, string name) => part
        ?? throw new EngineException(EngineError.BadPrompt, $"The bus has no {name}: link one, or a bus that has it.");
}
