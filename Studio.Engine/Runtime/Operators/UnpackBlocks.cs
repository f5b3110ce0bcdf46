namespace Studio.Engine.Runtime;

/// <summary>
/// Numbers in blocks to float32, so that a network's weights stand packed in memory and only the layer that runs has its own wide: bytes
/// [...,n] to [...,n / bytes of a block * its numbers].
/// </summary>
internal sealed unsafe class UnpackBlocks(BlockFormat format) : OwnOperator(NameFor(format), ElementType.UInt8)
{
    private const int PartLength = 1 << 16;

    public static string NameFor(BlockFormat format) => "Unpack" + format.Name;

    public override long[]? Shape(IReadOnlyList<long[]> inputs) =>
        inputs[0].Length == 0 || inputs[0][^1] < 0 ? null : format.UnpackedShape(inputs[0]);

    public override void Compute(OrtKernelContext context, IDisposable? prepared)
    {
        var (source, packed) = context.Input(0);
        var target = context.Output(format.UnpackedShape(packed));
        var length = packed.Aggregate(1L, static (count, size) => checked(count * size));
        var (blocks, inPart) = (length / format.Bytes, PartLength / format.Numbers);
        context.ForEach(OrtEnvironment.Current.Threads, (int)((blocks + inPart - 1) / inPart), (_, part) =>
        {
            var first = (nint)part * inPart;
            var count = (int)Math.Min(inPart, blocks - first);
            format.Unpack(
                new ReadOnlySpan<byte>((byte*)source + (first * format.Bytes), count * format.Bytes),
                new Span<float>(target + (first * format.Numbers), count * format.Numbers));
        });
    }
}
