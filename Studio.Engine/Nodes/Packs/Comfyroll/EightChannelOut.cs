using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record EightChannelOutOutputs([Output("pipe", Type = "PIPE_LINE")] object? Pipe, [Output("ch1")] object? Ch1,
    [Output("ch2")] object? Ch2, [Output("ch3")] object? Ch3, [Output("ch4")] object? Ch4, [Output("ch5")] object? Ch5,
    [Output("ch6")] object? Ch6, [Output("ch7")] object? Ch7, [Output("ch8")] object? Ch8, [Output("show_help")] string ShowHelp);

[Node("CR 8 Channel Out", Pack = ComfyrollPack.Name, DisplayName = "🚌 CR 8 Channel Out",
    Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe/🚌 Bus", Description = "The eight values of a pipe.")]
public sealed class EightChannelOut : INode<EightChannelOutOutputs>
{
    [Input(Type = "PIPE_LINE")]
    public required object Pipe { get; init; }

    public EightChannelOutOutputs Run(NodeContext context)
    {
        var pipe = Pipe as Bundle ?? throw new EngineException(EngineError.BadPrompt, "What is linked is no pipe of 8 values.");
        return new(pipe, pipe.At(0), pipe.At(1), pipe.At(2), pipe.At(3), pipe.At(4), pipe.At(5), pipe.At(6), pipe.At(7),
            Wiki.Page("Pipe-Nodes#cr-8-channel-out"));
    }
}
