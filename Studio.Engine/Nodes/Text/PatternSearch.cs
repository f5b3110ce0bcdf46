using System.Text.RegularExpressions;
using Studio.Engine.Nodes.Packs;

namespace Studio.Engine.Nodes;

/// <summary>Patterns of nodes that search.</summary>
internal static class PatternSearch
{
    public static RegexOptions Options(bool ignoresCase, bool isMultiline, bool dotIsAll) => RegexOptions.CultureInvariant
        | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None) | (isMultiline ? RegexOptions.Multiline : RegexOptions.None)
        | (dotIsAll ? RegexOptions.Singleline : RegexOptions.None);

    /// <summary>What a pattern finds; <paramref name="nothing"/> when it is none, as ComfyUI has it.</summary>
    public static T OrNothing<T>(string pattern, RegexOptions options, Func<Regex, T> use, T nothing)
    {
        try
        {
            return PythonPatterns.Guarded(pattern, options, use);
        }
        catch (EngineException exception) when (exception.InnerException is RegexParseException)
        {
            return nothing;
        }
    }
}
