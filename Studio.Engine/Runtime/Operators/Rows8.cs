namespace Studio.Engine.Runtime;

/// <summary>
/// Rows of a table [count,width] of 8-bit numbers by whole numbers [...], as float32 [...,width]: the runtime's own Gather takes no such
/// type, and a table of all words is not widened for a few of them.
/// </summary>
internal sealed unsafe class Rows8(ElementType type) : OwnOperator(NameFor(type), type, ElementType.Int64)
{
    public static string NameFor(ElementType type) => $"Rows{type}";

    public override long[]? Shape(IReadOnlyList<long[]> inputs) =>
        inputs[0].Length == 2 && inputs[1].Length > 0 ? [.. inputs[1], inputs[0][1]] : null;

    public override void Compute(OrtKernelContext context, IDisposable? prepared)
    {
        var (table, size) = context.Input(0);
        var (places, shape) = context.Input(1);
        var (count, width) = (size[0], (int)size[1]);
        var target = context.Output([.. shape, width]);
        var rows = shape.Aggregate(1L, static (product, axis) => checked(product * axis));
        for (var row = 0L; row < rows; row++)
        {
            var place = ((long*)places)[row];
            if (place < 0 || place >= count)
                throw new EngineException(EngineError.BadFile, $"There is no row {place} in a table of {count} rows.");
            Float8.Widen(Inputs[0], new ReadOnlySpan<byte>((byte*)table + (place * width), width),
                new Span<float>(target + (row * width), width));
        }
    }
}
