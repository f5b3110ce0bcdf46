using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record EightChannelInOutputs([Output("pipe", Type = "PIPE_LINE")] object? Pipe, [Output("show_help")] string ShowHelp);

[Node("CR 8 Channel In", Pack = ComfyrollPack.Name, DisplayName = "🚌 CR 8 Channel In",
    Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe/🚌 Bus",
    Description = "Eight values on one wire; what is linked replaces what comes along.")]
public sealed class EightChannelIn : INode<EightChannelInOutputs>
{
    [Input]
    public object? Pipe { get; init; }

    [Input]
    public object? Ch1 { get; init; }

    [Input]
    public object? Ch2 { get; init; }

    [Input]
    public object? Ch3 { get; init; }

    [Input]
    public object? Ch4 { get; init; }

    [Input]
    public object? Ch5 { get; init; }

    [Input]
    public object? Ch6 { get; init; }

    [Input]
    public object? Ch7 { get; init; }

    [Input]
    public object? Ch8 { get; init; }

    public EightChannelInOutputs Run(NodeContext context)
    {
        var pipe = Pipe as Bundle;
        object?[] given = [Ch1, Ch2, Ch3, Ch4, Ch5, Ch6, Ch7, Ch8];
        return new(new Bundle([.. given.Select((value, place) => value ?? pipe?.At(place))]), Wiki.Page("Pipe-Nodes#cr-8-channel-in"));
    }
}
