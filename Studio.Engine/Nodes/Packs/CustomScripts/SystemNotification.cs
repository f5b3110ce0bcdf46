using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.CustomScripts;

public sealed record NotifiedSystem([Output("*")] IReadOnlyList<object?> Value);

[Node("SystemNotification|pysssss", Pack = CustomScriptsPack.Name, DisplayName = "SystemNotification 🐍", Category = "utils",
    IsOutput = true, Description = "Hands its input on. The notification is shown by the page of the pack only.")]
public sealed class SystemNotification : INode<NotifiedSystem>
{
    [Input]
    public IReadOnlyList<string> Message { get; init; } = ["Your notification has triggered."];

    [Input]
    public required IReadOnlyList<object?> Any { get; init; }

    [Input(Choices = ["always", "on empty queue"])]
    public IReadOnlyList<string> Mode { get; init; } = ["always"];

    public NotifiedSystem Run(NodeContext context) => new(Any);
}
