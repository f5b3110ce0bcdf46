namespace Studio.Engine.Models;

/// <summary>A memory that weights stand in: the machine's, or a device's own. What is short in one is made room for in that one.</summary>
/// <param name="Name">main memory, cuda:0 ... Two places of one name are the same.</param>
/// <param name="Budget">Bytes of weights to keep there at most; what runs is kept even beyond it.</param>
/// <param name="Free">Bytes that networks can still take there; the largest number where nobody can tell.</param>
public sealed record MemoryPlace(string Name, long Budget, Func<long> Free)
{
    /// <summary>
    /// A device of which is known how much may be taken at the most, or nothing. Weights may fill seven tenths, and the work has the rest;
    /// where nothing is known the runtime's own refusal is waited for.
    /// </summary>
    /// <param name="budget">What the settings say of weights.</param>
    /// <param name="limit">What the settings say of all that is taken there.</param>
    public static MemoryPlace OfDevice(string name, long? budget, long? limit) =>
        new(name, budget ?? (limit is { } most ? most / 10 * 7 : long.MaxValue), static () => long.MaxValue);
}
