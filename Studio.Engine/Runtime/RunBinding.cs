namespace Studio.Engine.Runtime;

/// <summary>One run whose outputs stay on the device.</summary>
internal sealed unsafe class RunBinding : IDisposable
{
    private readonly BindingHandle _binding;
    private readonly SessionHandle _session;
    private readonly DevicePlace _place;
    private readonly string _doing;

    /// <param name="session">Held by the caller while this lives.</param>
    public RunBinding(SessionHandle session, RunInputs inputs, string[] outputs, DevicePlace place, string doing)
    {
        (_session, _place, _doing) = (session, place, doing);
        OrtStatus.Check(OrtApi.CreateIoBinding(session.DangerousGetHandle(), out var created), doing);
        _binding = new BindingHandle(created);
        try
        {
            using var strings = new NativeStrings();
            for (var i = 0; i < inputs.Pointers.Length; i++)
                OrtStatus.Check(OrtApi.BindInput(_binding.Value, strings.Utf8(inputs.Names[i]), inputs.Pointers[i]), doing);
            using var memory = place.CreateMemoryInfo(doing);
            foreach (var output in outputs)
                OrtStatus.Check(OrtApi.BindOutputToDevice(_binding.Value, strings.Utf8(output), memory.Value), doing);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nint Pointer => _binding.Value;

    /// <summary>What a run that succeeded has left, in the order asked for.</summary>
    public DeviceValue[] TakeOutputs()
    {
        var allocator = OrtEnvironment.Current.Allocator;
        OrtStatus.Check(OrtApi.GetBoundOutputValues(_binding.Value, allocator, out var list, out var count), _doing);
        var handles = new ValueHandle[(int)count];
        for (var i = 0; i < handles.Length; i++)
            handles[i] = new ValueHandle(list[i]);
        try
        {
            OrtStatus.Check(OrtApi.AllocatorFree(allocator, (nint)list), _doing);
            foreach (var handle in handles)
            {
                // a device's memory goes back to what its session took it from; main memory knows its own way
                if (!_place.IsMainMemory)
                    handle.Memory = new HandleHold(_session);
            }
            return Array.ConvertAll(handles, handle => new DeviceValue(handle, _place));
        }
        catch
        {
            Array.ForEach(handles, static handle => handle.Dispose());
            throw;
        }
    }

    public void Dispose() => _binding.Dispose();
}
