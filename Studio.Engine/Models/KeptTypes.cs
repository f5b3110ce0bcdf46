namespace Studio.Engine.Models;

/// <summary>Which weights are given as their file has them. All others are float32.</summary>
internal enum KeptTypes
{
    None,

    /// <summary>Float16 and bfloat16.</summary>
    Half,

    /// <summary>Those, both types of 8 bits, and numbers in blocks.</summary>
    HalfAndFloat8,
}
