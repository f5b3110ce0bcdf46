using System.Globalization;
using System.Text.RegularExpressions;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Times as C's strftime writes them, English names.</summary>
internal static partial class TimeFormat
{
    /// <summary>Directives that are not known stay as they stand.</summary>
    public static string Of(DateTimeOffset time, string format) => Directive().Replace(format, match => match.Value switch
    {
        "%%" => "%",
        "%Y" => Text(time, "yyyy"), "%y" => Text(time, "yy"), "%m" => Text(time, "MM"), "%d" => Text(time, "dd"),
        "%H" => Text(time, "HH"), "%I" => Text(time, "hh"), "%M" => Text(time, "mm"), "%S" => Text(time, "ss"),
        "%f" => Text(time, "ffffff"), "%p" => Text(time, "tt"), "%B" => Text(time, "MMMM"), "%b" => Text(time, "MMM"),
        "%A" => Text(time, "dddd"), "%a" => Text(time, "ddd"), "%j" => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        var other => other,
    });

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex("%.", RegexOptions.None, 1000)]
    private static partial Regex Directive();
}
