using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>
/// A tensor where a session computes: in its device's memory, or in main memory when that is the CPU. Given once
/// (<see cref="OrtSession.Upload"/>) or left there by a run (<see cref="OrtSession.RunOnDevice"/>), it can be an input of every session of
/// that place, any number of times and of several runs at once, without a copy. Disposing waits for no run: the memory goes when the last
/// one has returned. It may outlive the session that made it, whose native part then stays, weights and all, until it is disposed of: what
/// is kept for long is better read.
/// </summary>
public sealed class DeviceValue : IDisposable
{
    private const string Doing = "Reading a value from its device";

    private readonly int[] _shape;

    /// <summary>Takes over a native value, also when this throws.</summary>
    internal DeviceValue(ValueHandle handle, DevicePlace place)
    {
        try
        {
            (Type, _shape) = OrtValue.Describe(handle, Doing);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        Handle = handle;
        Place = place;
    }

    public ElementType Type { get; }

    public ReadOnlySpan<int> Shape => _shape;

    internal ValueHandle Handle { get; }

    internal DevicePlace Place { get; }

    /// <summary>A float32 copy in main memory.</summary>
    /// <exception cref="EngineException">It holds something else than numbers, or the device failed.</exception>
    /// <exception cref="ObjectDisposedException">The value is gone.</exception>
    public Tensor Read()
    {
        using var hold = new HandleHold(Handle);
        return Place.IsMainMemory ? OrtValue.Read(Handle, Doing) : OrtEnvironment.Current.CopierOf(Place).ToHost(this);
    }

    public void Dispose() => Handle.Dispose();

    public override string ToString() => $"{Type} [{string.Join(", ", _shape)}] in {Place}";
}
