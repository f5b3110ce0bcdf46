using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>Tokens of which some get something added.</summary>
internal static class TokenSums
{
    /// <summary>Tokens [B,T,width] with others [1 or B,n,width] added to as many of them.</summary>
    /// <param name="before">How many stay as they are before these, as a list of one number; null is none.</param>
    public static Value AddTokens(this OnnxGraph g, Value tokens, Value added, Value? before)
    {
        var (none, start) = (g.Constant([0]), before ?? g.Constant([0]));
        var behind = g.Op("Sub", [g.SizeOf(tokens, 1), g.Add(start, g.SizeOf(added, 1))]);
        return g.Add(tokens, g.Op("Pad", [added, g.Joined(none, start, none, none, behind, none)]));
    }
}
