using System.Buffers;
using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>
/// Memory outside the garbage collector's heap, for weights that were converted from their file: it goes back to the system at once when it
/// is let go. Pinning it (as a session does with its weights) is a lease: after disposal the memory stays until the last lease is back.
/// </summary>
public sealed unsafe partial class NativeBuffer : MemoryManager<byte>
{
    private const nuint Alignment = 64;
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;
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
            _block = new Block(Allocate((nuint)length));
        }
        catch (OutOfMemoryException failure)
        {
            throw new EngineException(EngineError.OutOfMemory,
                $"There is no memory for {length >> 20} MiB of weights. Free models, or use a lower memory mode.", failure);
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

    /// <summary>Large buffers ask for huge pages: touching gigabytes for the first time is then several times faster.</summary>
    private static nint Allocate(nuint length)
    {
        if (!OperatingSystem.IsLinux() || length < 2 * HugePage)
            return (nint)NativeMemory.AlignedAlloc(length, Alignment);
        var start = (nint)NativeMemory.AlignedAlloc(length, HugePage);
        // only a wish: a kernel that refuses it gives ordinary pages
        _ = Advise(start, length, AdviseHugePages);
        return start;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);

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
