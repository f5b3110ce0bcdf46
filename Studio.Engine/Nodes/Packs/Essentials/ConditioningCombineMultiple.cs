using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ConditioningCombineMultiple+", Pack = EssentialsPack.Name, DisplayName = "🔧 Cond Combine Multiple",
    Category = "essentials/conditioning", Description = "Up to five conditionings that apply together.")]
public sealed class ConditioningCombineMultiple : INode<Conditioning>
{
    [Input(Name = "conditioning_1")]
    public required Conditioning Conditioning1 { get; init; }

    [Input(Name = "conditioning_2")]
    public required Conditioning Conditioning2 { get; init; }

    [Input(Name = "conditioning_3")]
    public Conditioning? Conditioning3 { get; init; }

    [Input(Name = "conditioning_4")]
    public Conditioning? Conditioning4 { get; init; }

    [Input(Name = "conditioning_5")]
    public Conditioning? Conditioning5 { get; init; }

    public Conditioning Run(NodeContext context) =>
        new([.. new[] { Conditioning1, Conditioning2, Conditioning3, Conditioning4, Conditioning5 }.OfType<Conditioning>()
            .SelectMany(conditioning => conditioning.Entries)]);
}
