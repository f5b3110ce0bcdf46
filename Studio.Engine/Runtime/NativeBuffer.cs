using System.Buffers;
using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>
/// Memory outside the garbage collector's heap, for weights that were converted from their file: it goes back to the system at once when it is let go.
/// Pinning it (as a session does with its weights) is a lease: after disposal the memory stays until the last lease is back.
/// </summary>
public sealed unsafe class NativeBuffer : MemoryManager<byte>
{
    private const nuint Alignment = 64;
    private readonly Block _block;
    private readonly int _length;

    /// <param name="length">Bytes, above 0; the content is undefined.</param>
    /// <exception cref="EngineException">There is no memory left (<see cref="EngineError.OutOfMemory"/>).</exception>
    public NativeBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _length = length;
        try
        {
            _block = new Block((nint)NativeMemory.AlignedAlloc((nuint)length, Alignment));
        }
        catch (OutOfMemoryException failure)
        {
            throw new EngineException(EngineError.OutOfMemory, $"There is no memory for {length >> 20} MiB of weights. Free models, or use a lower memory mode.", failure);
        }
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_block.IsClosed, this);
        return new Span<byte>((void*)_block.DangerousGetHandle(), _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, _length);
        var leased = false;
        _block.DangerousAddRef(ref leased);
        return new MemoryHandle((byte*)_block.DangerousGetHandle() + elementIndex, default, this);
    }

    public override void Unpin() => _block.DangerousRelease();

    protected override void Dispose(bool disposing) => _block.Dispose();

    private sealed class Block : SafeHandle
    {
        public Block(nint start)
            : base(0, ownsHandle: true) => SetHandle(start);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            NativeMemory.AlignedFree((void*)handle);
            return true;
        }
    }
}
