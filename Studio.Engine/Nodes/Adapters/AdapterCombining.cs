using Studio.Engine.Models;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Nodes;

/// <summary>What was seen in several pictures as one.</summary>
internal static class AdapterCombining
{
    /// <summary>One picture's in place of all, by its name; concat leaves them as they are.</summary>
    public static AdapterEmbeds Combine(AdapterEmbeds embeds, string method)
    {
        var all = embeds.Numbers;
        if (method == "concat" || all.Size(0) == 1)
            return embeds;
        var rows = Enumerable.Range(0, all.Size(0)).Select(row => all.Slice(row)).ToArray();
        return new AdapterEmbeds(method switch
        {
            "add" => Sum(rows),
            "subtract" => Less(rows[0], Times(Sum(rows[1..]), 1f / (rows.Length - 1))),
            "average" => Times(Sum(rows), 1f / rows.Length),
            "norm average" => Times(Sum(Normed(rows)), 1f / rows.Length),
            "max" => rows.Aggregate((a, b) => Each(a, b, TensorPrimitives.Max)),
            "min" => rows.Aggregate((a, b) => Each(a, b, TensorPrimitives.Min)),
            _ => throw new EngineException(EngineError.BadPrompt, $"There is no way to combine embeds that is called '{method}'."),
        });
    }

    /// <summary>As many pictures' as asked for: the last one again, or the first ones.</summary>
    public static AdapterEmbeds OfCount(AdapterEmbeds embeds, int count) => embeds.Numbers.Size(0) == count ? embeds
        : new AdapterEmbeds(Tensor.Stack([.. Enumerable.Range(0, count).Select(row =>
            embeds.Numbers.Slice(Math.Min(row, embeds.Numbers.Size(0) - 1)))]));

    /// <summary>Several as a batch.</summary>
    /// <exception cref="EngineException">BadPrompt: they are of different adapters.</exception>
    public static AdapterEmbeds Batch(IReadOnlyList<AdapterEmbeds> embeds) =>
        embeds.All(one => one.Numbers.Shape[1..].SequenceEqual(embeds[0].Numbers.Shape[1..]))
            ? new AdapterEmbeds(Tensor.Stack([.. embeds.Select(one => one.Numbers)]))
            : throw new EngineException(EngineError.BadPrompt,
                $"The embeds are of different IP-Adapters: {string.Join(" and ", embeds.Select(one => one.Numbers))}. Make all with the same one.");

    /// <summary>Each number by the length of its row of numbers across the pictures.</summary>
    private static IEnumerable<Tensor> Normed(Tensor[] rows)
    {
        var squares = Sum(rows.Select(row => Each(row, row, TensorPrimitives.Multiply)));
        TensorPrimitives.Sqrt(squares.Span, squares.Span);
        return rows.Select(row => Each(row, squares, TensorPrimitives.Divide));
    }

    private static Tensor Sum(IEnumerable<Tensor> rows) => rows.Aggregate((a, b) => Each(a, b, TensorPrimitives.Add));

    private static Tensor Less(Tensor a, Tensor b) => Each(a, b, TensorPrimitives.Subtract);

    private static Tensor Times(Tensor a, float factor)
    {
        var result = new Tensor(a.Shape);
        TensorPrimitives.Multiply(a.Span, factor, result.Span);
        return result;
    }

    private static Tensor Each(Tensor a, Tensor b, Operation operation)
    {
        var result = new Tensor(a.Shape);
        operation(a.Span, b.Span, result.Span);
        return result;
    }

    private delegate void Operation(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result);
}
