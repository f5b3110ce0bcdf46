using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

internal static class ConditioningExtensions
{
    /// <summary>The same steering with another word on guidance in each of its pieces.</summary>
    public static Conditioning WithGuidance(this Conditioning conditioning, ToldGuidance guidance) =>
        new([.. conditioning.Entries.Select(entry => entry with { Guidance = guidance })]);
}
