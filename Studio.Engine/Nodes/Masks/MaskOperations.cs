using System.Collections.Frozen;

namespace Studio.Engine.Nodes;

/// <summary>How two masks become one, per pixel. The logical ones take more than half as set.</summary>
internal static class MaskOperations
{
    private static readonly FrozenDictionary<string, Func<float, float, float>> ByName = new Dictionary<string, Func<float, float, float>>
    {
        ["multiply"] = (a, b) => a * b,
        ["add"] = (a, b) => a + b,
        ["subtract"] = (a, b) => a - b,
        ["and"] = (a, b) => IsSet(a) && IsSet(b) ? 1 : 0,
        ["or"] = (a, b) => IsSet(a) || IsSet(b) ? 1 : 0,
        ["xor"] = (a, b) => IsSet(a) != IsSet(b) ? 1 : 0,
    }.ToFrozenDictionary();

    public static Func<float, float, float> Of(string name) => ByName.GetValueOrDefault(name)
        ?? throw new EngineException(EngineError.BadPrompt,
            $"There is no mask operation '{name}'. Choose one of: {string.Join(", ", ByName.Keys)}.");

    private static bool IsSet(float value) => MathF.Round(value) != 0;
}
