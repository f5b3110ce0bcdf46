using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record PipeSwitchOutputs([Output("PIPE_LINE", Type = "PIPE_LINE")] object? PipeLine, [Output("show_help")] string ShowHelp);

[Node("CR Pipe Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀️ CR Pipe Switch", Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe",
    IsOutput = true, Description = "One of two pipes.")]
public sealed class PipeSwitch : INode<NodeOutput<PipeSwitchOutputs>>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "PIPE_LINE")]
    public required object Pipe1 { get; init; }

    [Input(Type = "PIPE_LINE")]
    public required object Pipe2 { get; init; }

    public NodeOutput<PipeSwitchOutputs> Run(NodeContext context) =>
        NodeOutput.Of(Input == 1 ? Pipe1 : Pipe2, Wiki.Page("Pipe-Nodes#cr-pipe-switch"));
}
