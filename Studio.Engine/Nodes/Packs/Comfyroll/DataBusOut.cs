using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record DataBusOutOutputs([Output("pipe", Type = "PIPE_LINE")] object? Pipe, [Output("any1")] object? Any1,
    [Output("any2")] object? Any2, [Output("any3")] object? Any3, [Output("any4")] object? Any4, [Output("show_help")] string ShowHelp);

[Node("CR Data Bus Out", Pack = ComfyrollPack.Name, DisplayName = "🚌 CR Data Bus Out",
    Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe/🚌 Bus", Description = "The four values of a pipe.")]
public sealed class DataBusOut : INode<DataBusOutOutputs>
{
    [Input(Type = "PIPE_LINE")]
    public required object Pipe { get; init; }

    public DataBusOutOutputs Run(NodeContext context)
    {
        var pipe = Pipe as Bundle ?? throw new EngineException(EngineError.BadPrompt, "What is linked is no pipe of 4 values.");
        return new(pipe, pipe.At(0), pipe.At(1), pipe.At(2), pipe.At(3), Wiki.Page("Pipe-Nodes#cr-data-bus-out"));
    }
}
