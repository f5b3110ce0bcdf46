namespace Studio.Engine;

/// <summary>Memory against speed, on the CPU; see docs/decisions/0003.</summary>
public enum MemoryMode
{
    /// <summary>Float32 once where there is room, as low for what would fill it: the same pictures either way.</summary>
    Auto,

    /// <summary>Half-precision weights stay as their file has them and are widened layer by layer.</summary>
    Low,

    /// <summary>Denoisers hold float32 once; text encoders and autoencoders, which are small, are packed for the processor.</summary>
    Balanced,

    /// <summary>All networks are packed for the processor: twice their float32 size.</summary>
    Speed,
}
