using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PipeFromAnyOutputs([Output("CPipeAny", Type = "CPipeAny")] object? CPipeAny, [Output("any_1")] object? Any1,
    [Output("any_2")] object? Any2, [Output("any_3")] object? Any3, [Output("any_4")] object? Any4, [Output("any_5")] object? Any5,
    [Output("any_6")] object? Any6);

[Node("Pipe from any [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Pipe from any", Category = "crystools 🪛/Pipe",
    Description = "The six values of a pipe.")]
public sealed class PipeFromAny : INode<PipeFromAnyOutputs>
{
    [Input(Name = "CPipeAny", Type = "CPipeAny")]
    public required object CPipeAny { get; init; }

    public PipeFromAnyOutputs Run(NodeContext context)
    {
        var pipe = CPipeAny as Bundle ?? throw new EngineException(EngineError.BadPrompt, "What is linked is no pipe of Crystools.");
        return new(pipe, pipe.At(0), pipe.At(1), pipe.At(2), pipe.At(3), pipe.At(4), pipe.At(5));
    }
}
