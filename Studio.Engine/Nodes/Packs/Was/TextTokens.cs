using System.Globalization;
using System.Text.RegularExpressions;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

/// <summary>[time] and [time(%Y-%m-%d)] in texts. What the pack tells of the machine and its user besides is left as it stands.</summary>
public sealed partial class TextTokens(TimeProvider clock)
{
    internal string Replaced(string text, NodeContext context) => !text.Contains("[time", StringComparison.Ordinal)
        ? text
        : Time().Replace(text, token => token.Groups["format"] is { Success: true, Value: var format }
            ? TimeFormat.Of(clock.GetLocalNow(), format)
            : clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\[time(\((?<format>[^()\[\]]*)\))?\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();
}
