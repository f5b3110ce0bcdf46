using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record DataBusInOutputs([Output("pipe", Type = "PIPE_LINE")] object? Pipe, [Output("show_help")] string ShowHelp);

[Node("CR Data Bus In", Pack = ComfyrollPack.Name, DisplayName = "🚌 CR Data Bus In",
    Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe/🚌 Bus",
    Description = "Four values on one wire; what is linked replaces what comes along.")]
public sealed class DataBusIn : INode<DataBusInOutputs>
{
    [Input]
    public object? Pipe { get; init; }

    [Input]
    public object? Any1 { get; init; }

    [Input]
    public object? Any2 { get; init; }

    [Input]
    public object? Any3 { get; init; }

    [Input]
    public object? Any4 { get; init; }

    public DataBusInOutputs Run(NodeContext context)
    {
        var pipe = Pipe as Bundle;
        object?[] given = [Any1, Any2, Any3, Any4];
        return new(new Bundle([.. given.Select((value, place) => value ?? pipe?.At(place))]), Wiki.Page("Pipe-Nodes#cr-data-bus-in"));
    }
}
