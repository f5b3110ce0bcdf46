using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record IntegerRangeListOutputs(IReadOnlyList<long> Int, [Output("show_help")] string ShowHelp);

[Node("CR Integer Range List", Pack = ComfyrollPack.Name, DisplayName = "📜 CR Integer Range List",
    Category = "🧩 Comfyroll Studio/✨ Essential/📜 List", Description = "A range of whole numbers.")]
public sealed class IntegerRangeList : INode<IntegerRangeListOutputs>
{
    [Input(Min = -99999, Max = 99999)]
    public int Start { get; init; }

    [Input(Min = -99999, Max = 99999)]
    public int End { get; init; }

    [Input(Min = 1, Max = 99999)]
    public int Step { get; init; } = 1;

    [Input(Min = 1, Max = 999)]
    public int Loops { get; init; } = 1;

    [Input]
    public bool PingPong { get; init; }

    public IntegerRangeListOutputs Run(NodeContext context)
    {
        var once = new List<long>();
        for (var value = Start; Step > 0 ? value < End : value > End; value += Step)
            once.Add(value);
        var all = new List<long>();
        for (var loop = 0; loop < Loops; loop++)
            all.AddRange(PingPong && loop % 2 == 1 ? Enumerable.Reverse(once) : once);
        return new(all, Wiki.Page("List-Nodes#cr-list-schedule"));
    }
}
