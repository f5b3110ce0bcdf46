using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Studio.Engine.Runtime;

/// <summary>The second wall: one owner per native object. <see cref="Live"/> must be back where it was after every test.</summary>
internal abstract class OrtHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private static int _live;

    protected OrtHandle(nint value)
        : base(ownsHandle: true)
    {
        SetHandle(value);
        Interlocked.Increment(ref _live);
    }

    /// <summary>Native objects that exist right now in this process.</summary>
    public static int Live => Volatile.Read(ref _live);

    /// <summary>The pointer, for a call while this object is in reach (a local, a using).</summary>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed || IsInvalid, this);
            return handle;
        }
    }

    /// <summary>The native side took ownership: from now on it releases the object.</summary>
    public void Moved()
    {
        SetHandleAsInvalid();
        Interlocked.Decrement(ref _live);
    }

    protected abstract void Release(nint value);

    protected sealed override bool ReleaseHandle()
    {
        Release(handle);
        Interlocked.Decrement(ref _live);
        return true;
    }
}

internal sealed class SessionOptionsHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseSessionOptions(value);
}

internal sealed class RunOptionsHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseRunOptions(value);
}

internal sealed class ValueHandle(nint value) : OrtHandle(value)
{
    /// <summary>What the value lies over; let go after it.</summary>
    public IDisposable? Memory { private get; set; }

    protected override void Release(nint value)
    {
        OrtApi.ReleaseValue(value);
        Memory?.Dispose();
    }
}

internal sealed class MemoryInfoHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseMemoryInfo(value);
}

internal sealed class BindingHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseIoBinding(value);
}

internal sealed class TypeInfoHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseTypeInfo(value);
}

internal sealed class TensorInfoHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseTensorTypeAndShapeInfo(value);
}

internal sealed class ValueInfoHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseValueInfo(value);
}

internal sealed class AttributeHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseOpAttr(value);
}

internal sealed class NodeHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseNode(value);
}

internal sealed class GraphHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseGraph(value);
}

internal sealed class ModelHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseModel(value);
}

internal sealed class CudaOptionsHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseCudaProviderOptions(value);
}

internal sealed class TensorRtOptionsHandle(nint value) : OrtHandle(value)
{
    protected override void Release(nint value) => OrtApi.ReleaseTensorRtProviderOptions(value);
}

/// <summary>
/// A session and what must outlive it: pinned or mapped weights, its logger. They are let go only after the native session is gone,
/// in this order on every path, the finalizer's too.
/// </summary>
internal sealed class SessionHandle(nint value, IReadOnlyList<IDisposable> leases) : OrtHandle(value)
{
    protected override void Release(nint value)
    {
        OrtApi.ReleaseSession(value);
        foreach (var lease in leases)
            lease.Dispose();
    }
}

/// <summary>Memory that stays where it is until disposed: a pinned array, or a lease on a mapped file.</summary>
internal sealed class PinnedMemory(MemoryHandle pin) : IDisposable
{
    private MemoryHandle _pin = pin;

    public static PinnedMemory Of(ReadOnlyMemory<byte> data) => new(data.Pin());

    public unsafe nint Address => (nint)_pin.Pointer;

    public void Dispose() => _pin.Dispose();
}

/// <summary>Keeps a native object for the time of a call, also if it is disposed of meanwhile.</summary>
internal sealed class HandleHold : IDisposable
{
    private readonly OrtHandle _handle;

    /// <exception cref="ObjectDisposedException">It is gone already.</exception>
    public HandleHold(OrtHandle handle)
    {
        var held = false;
        handle.DangerousAddRef(ref held);
        _handle = handle;
    }

    public nint Value => _handle.DangerousGetHandle();

    public void Dispose() => _handle.DangerousRelease();
}
