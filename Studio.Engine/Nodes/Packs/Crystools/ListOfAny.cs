using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record ListOfAnyOutputs([Output("any_list", Type = "COMBO")] IReadOnlyList<object?> AnyList);

[Node("List of any [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 List of any", Category = "crystools 🪛/List",
    Description = "Several values as a list.")]
public sealed class ListOfAny : INode<ListOfAnyOutputs>
{
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

    [Input(Name = "any_7")]
    public object? Any7 { get; init; }

    [Input(Name = "any_8")]
    public object? Any8 { get; init; }

    public ListOfAnyOutputs Run(NodeContext context) =>
        new([new Bundle([.. new[] { Any1, Any2, Any3, Any4, Any5, Any6, Any7, Any8 }.Where(value => value is not null)])]);
}
