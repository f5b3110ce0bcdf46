namespace Studio.Engine.Runtime;

/// <summary>Where a session computes, and where what it is given and gives can stay: main memory, or a device's.</summary>
/// <param name="Memory">The runtime's name for the memory: Cpu, Cuda, WebGPU_Buf, DML.</param>
/// <param name="Device">The device's number; 0 for main memory.</param>
internal sealed record DevicePlace(ExecutionProvider Provider, string Memory, int Device)
{
    public static DevicePlace Of(SessionSettings settings)
    {
        var entry = ExecutionProviders.Entry(settings.Provider);
        return entry.Memory == ProviderEntry.MainMemory
            ? new DevicePlace(ExecutionProvider.Cpu, entry.Memory, 0)
            : new DevicePlace(settings.Provider, entry.Memory, settings.Device);
    }

    public bool IsMainMemory => Memory == ProviderEntry.MainMemory;

    /// <summary>The same memory: CUDA and TensorRT share a card's.</summary>
    public bool Equals(DevicePlace? other) => other is not null && Memory == other.Memory && Device == other.Device;

    public override int GetHashCode() => HashCode.Combine(Memory, Device);

    public override string ToString() => IsMainMemory ? "main memory" : $"{Memory}:{Device}";

    public MemoryInfoHandle CreateMemoryInfo(string doing)
    {
        const int deviceAllocator = 0, ordinaryMemory = 0;
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.CreateMemoryInfo(strings.Utf8(Memory), deviceAllocator, Device, ordinaryMemory, out var created), doing);
        return new MemoryInfoHandle(created);
    }
}
