using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>The numbers of one weight.</summary>
internal readonly record struct WeightData(ElementType Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>What they are still to be multiplied by; other than 1 only where 8 bits are kept.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>How they are packed, where blocks are kept; null: they are not. The type is then that of their bytes.</summary>
    public BlockFormat? Blocks { get; init; }
}
