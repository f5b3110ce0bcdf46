using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PipeToAnyOutputs([Output("CPipeAny", Type = "CPipeAny")] object? CPipeAny);

[Node("Pipe to/edit any [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Pipe to/edit any", Category = "crystools 🪛/Pipe",
    Description = "Six values on one wire; what is linked replaces what comes along.")]
public sealed class PipeToAny : INode<PipeToAnyOutputs>
{
    [Input(Name = "CPipeAny", Type = "CPipeAny")]
    public object? CPipeAny { get; init; }

    [Input(Name = "any_1")]
    public object? Any1 { get; init; }

    [Input(Name = "any_2")]
    public object? Any2 { get; init; }

    [Input(Name = "any_3")]
    public object? Any3 { get; init; }

    [Input(Name = "any_4")]
    public object? Any4 { get; init; }

    [Input(Name = "any_5")]
    public object? Any5 { get; init; }

    [Input(Name = "any_6")]
    public object? Any6 { get; init; }

    public PipeToAnyOutputs Run(NodeContext context)
    {
        var pipe = CPipeAny as Bundle;
        object?[] given = [Any1, Any2, Any3, Any4, Any5, Any6];
        return new(new Bundle([.. given.Select((value, place) => value ?? pipe?.At(place))]));
    }
}
