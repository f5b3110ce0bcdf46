using System.Runtime.InteropServices;

namespace Studio.Engine.Imaging.Native;

/// <summary>A native object that is released once; <see cref="Live"/> counts those not yet released.</summary>
internal abstract class VipsHandle : SafeHandle
{
    private static int _live;

    protected VipsHandle(nint pointer)
        : base(0, ownsHandle: true)
    {
        if (pointer == 0)
            throw VipsError.Failure();
        SetHandle(pointer);
        Interlocked.Increment(ref _live);
    }

    public static int Live => Volatile.Read(ref _live);

    public override bool IsInvalid => handle == 0;

    protected sealed override bool ReleaseHandle()
    {
        Release(handle);
        Interlocked.Decrement(ref _live);
        return true;
    }

    protected abstract void Release(nint pointer);
}

/// <summary>A VipsImage.</summary>
internal sealed class ImageHandle(nint pointer) : VipsHandle(pointer)
{
    protected override void Release(nint pointer) => VipsApi.g_object_unref(pointer);
}

/// <summary>A VipsOperation.</summary>
internal sealed class OperationHandle(nint pointer) : VipsHandle(pointer)
{
    protected override void Release(nint pointer) => VipsApi.g_object_unref(pointer);
}

/// <summary>A VipsBlob: bytes the library owns.</summary>
internal sealed class BlobHandle(nint pointer) : VipsHandle(pointer)
{
    protected override void Release(nint pointer) => VipsApi.vips_area_unref(pointer);
}
