namespace Studio.Engine.Runtime;

/// <summary>
/// Rows of a table [count,bytes of a row] of numbers in blocks by whole numbers [...], as float32 [...,width]: a table of all words is not
/// unpacked for a few of them.
/// </summary>
internal sealed unsafe class UnpackRows(BlockFormat format) : OwnOperator(NameFor(format), ElementType.UInt8, ElementType.Int64)
{
    public static string NameFor(BlockFormat format) => "UnpackRows" + format.Name;

    public override long[]? Shape(IReadOnlyList<long[]> inputs) => inputs[0].Length == 2 && inputs[1].Length > 0 && inputs[0][1] >= 0
        ? [.. inputs[1], format.UnpackedShape(inputs[0])[1]]
        : null;

    public override void Compute(OrtKernelContext context, IDisposable? prepared)
    {
        var (table, size) = context.Input(0);
        var (places, shape) = context.Input(1);
        var (count, bytes, width) = (size[0], (int)size[1], (int)format.UnpackedShape(size)[1]);
        var target = context.Output([.. shape, width]);
        var rows = shape.Aggregate(1L, static (product, axis) => checked(product * axis));
        for (var row = 0L; row < rows; row++)
        {
            var place = ((long*)places)[row];
            if (place < 0 || place >= count)
                throw new EngineException(EngineError.BadFile, $"There is no row {place} in a table of {count} rows.");
            format.Unpack(new ReadOnlySpan<byte>((byte*)table + (place * bytes), bytes), new Span<float>(target + (row * width), width));
        }
    }
}
