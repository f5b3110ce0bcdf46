using System.Buffers;

namespace Studio.Tests.Runtime;

/// <summary>Says when it is pinned, which is when a run has begun.</summary>
internal sealed class SignallingMemory(float[] values, Action pinned) : MemoryManager<float>
{
    public override Span<float> GetSpan() => values;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        pinned();
        return values.AsMemory(elementIndex).Pin();
    }

    public override void Unpin()
    {
        // the handle that was given out is the array's
    }

    protected override void Dispose(bool disposing)
    {
        // the array is managed
    }
}
