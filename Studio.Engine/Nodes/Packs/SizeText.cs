using System.Globalization;
using System.Text.RegularExpressions;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Sizes as choices write them: "1024 x 768 (landscape)", "A4 - 2480x3508".</summary>
internal static partial class SizeText
{
    /// <exception cref="EngineException">There is no size in it (BadPrompt).</exception>
    public static (int Width, int Height) Of(string text) => Size().Matches(text) is { Count: > 0 } sizes
        ? (Number(sizes[^1], "width"), Number(sizes[^1], "height"))
        : throw new EngineException(EngineError.BadPrompt, $"'{text}' names no size such as 1024x768. Choose one that is listed.");

    private static int Number(Match size, string side) => int.Parse(size.Groups[side].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<width>\d{1,5})\s*x\s*(?<height>\d{1,5})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Size();
}
