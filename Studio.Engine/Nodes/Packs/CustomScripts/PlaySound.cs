using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

public sealed record PlayedSound([Output("*")] IReadOnlyList<object?> Value);

[Node("PlaySound|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "PlaySound 🐍", Category = "utils", IsOutput = true,
    Description = "Hands its input on. The sound is played by the page of the pack only.")]
public sealed class PlaySound : INode<PlayedSound>
{
    [Input]
    public required IReadOnlyList<object?> Any { get; init; }

    [Input(Choices = ["always", "on empty queue"])]
    public IReadOnlyList<string> Mode { get; init; } = ["always"];

    [Input(Min = 0, Max = 1, Step = 0.1)]
    public IReadOnlyList<double> Volume { get; init; } = [0.5];

    [Input]
    public IReadOnlyList<string> File { get; init; } = ["notify.mp3"];

    public PlayedSound Run(NodeContext context) => new(Any);
}
