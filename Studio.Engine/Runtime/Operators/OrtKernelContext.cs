using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>What the runtime gives an operator of our own for the length of one call: its tensors, work memory, threads.</summary>
internal readonly unsafe struct OrtKernelContext(nint context, string doing)
{
    public nint Pointer => context;

    public void Check(nint status) => OrtStatus.Check(status, doing);

    public nint InputValue(int index)
    {
        Check(OrtApi.KernelContextGetInput(context, (nuint)index, out var value));
        return value;
    }

    /// <summary>The output, of this shape from now on.</summary>
    public nint OutputValue(ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* first = shape)
            Check(OrtApi.KernelContextGetOutput(context, 0, first, (nuint)shape.Length, out value));
        return value;
    }

    /// <summary>An input's memory and shape.</summary>
    public (nint Data, long[] Shape) Input(int index)
    {
        var value = InputValue(index);
        Check(OrtApi.GetTensorTypeAndShape(value, out var created));
        using var info = new TensorInfoHandle(created);
        return ((nint)Data(value), OrtValue.ReadTypeAndShape(info.Value, doing).Dims);
    }

    /// <summary>The output's memory.</summary>
    public float* Output(ReadOnlySpan<long> shape) => Data(OutputValue(shape));

    /// <summary>Memory of the sessions' shared arena; what is in it is left from others.</summary>
    public ScratchMemory Rent(nint numbers)
    {
        OrtStatus.Check(OrtApi.KernelContextGetAllocator(context, OrtEnvironment.Current.CpuMemory, out var allocator), doing);
        var status = OrtApi.AllocatorAlloc(allocator, (nuint)numbers * sizeof(float), out var memory);
        if (status != 0)
            OrtApi.ReleaseAllocator(allocator);
        OrtStatus.Check(status, doing);
        return new ScratchMemory(allocator, memory);
    }

    /// <summary>
    /// Calls <paramref name="action"/> with (worker, item) for every item, on the runtime's threads; a worker does one item at a time.
    /// </summary>
    public void ForEach(int workers, int items, Action<int, int> action)
    {
        var loop = new Loop(items, action);
        var handle = GCHandle.Alloc(loop);
        try
        {
            OrtStatus.Check(OrtApi.KernelContextParallelFor(context, &Work, (nuint)Math.Min(workers, items), 0, GCHandle.ToIntPtr(handle)),
                doing);
        }
        finally
        {
            handle.Free();
        }
        if (loop.Failure is { } failure)
            throw new EngineException(EngineError.Native, $"{doing}: {failure.Message}", failure);
    }

    private float* Data(nint value)
    {
        OrtStatus.Check(OrtApi.GetTensorMutableData(value, out var data), doing);
        return (float*)data;
    }

    // an exception must not pass through the runtime's own frames
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Work(nint loop, nuint worker) => ((Loop)GCHandle.FromIntPtr(loop).Target!).Run((int)worker);

    private sealed class Loop(int items, Action<int, int> action)
    {
        private int _next = -1;

        public Exception? Failure { get; private set; }

        public void Run(int worker)
        {
            try
            {
                for (var item = Interlocked.Increment(ref _next); item < items; item = Interlocked.Increment(ref _next))
                    action(worker, item);
            }
            catch (Exception failure)
            {
                Failure = failure;
            }
        }
    }
}

/// <summary>Work memory of one call.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ScratchMemory(nint allocator, nint memory) : IDisposable
{
    public nint Address { get; } = memory;

    public void Dispose()
    {
        OrtApi.AllocatorFree(allocator, Address);
        OrtApi.ReleaseAllocator(allocator);
    }
}
