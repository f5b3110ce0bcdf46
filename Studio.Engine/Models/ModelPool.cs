#pragma warning disable CA1822, MA0150 // signatures first: the bodies follow with the runtime
namespace Studio.Engine.Models;

/// <summary>Loads models, shares them, and lets go of the least recently used when memory runs short. The only cache of weights.</summary>
public sealed class ModelPool : IDisposable
{
    /// <summary>Bytes of weights in memory now.</summary>
    public long MemoryUsed => 0;

    /// <summary>Opens a checkpoint: a .safetensors file, or a folder in diffusers layout. The same unchanged file gives the same objects; a changed one is read anew.</summary>
    /// <exception cref="EngineException">Not there or not a checkpoint (BadFile); recognised but not supported (Unsupported).</exception>
    public LoadedCheckpoint LoadCheckpoint(string path, CancellationToken cancellationToken) => throw new NotSupportedException($"{path}{cancellationToken}");

    /// <summary>Lets go of every model that is not in use; what runs goes when it ends.</summary>
    public void Free()
    {
    }

    public void Dispose() => Free();
}
