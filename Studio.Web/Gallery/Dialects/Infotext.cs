using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Studio.Web.Gallery.Dialects;

/// <summary>
/// A1111's text of settings: the prompt, a line that begins with "Negative prompt:", and a line of "Key: value" between commas that begins
/// with "Steps:". A value with a comma or a colon in it stands in quotes.
/// </summary>
internal sealed class Infotext
{
    private const string NegativeMark = "Negative prompt:";
    private const string StepsMark = "Steps:";

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private Infotext(string positive, string negative, string line)
    {
        (Positive, Negative) = (positive, negative);
        for (var at = 0; at < line.Length;)
            at = AddPair(line, at);
    }

    public string Positive { get; }

    public string Negative { get; }

    /// <summary>The value of a key, without quotes; null when it is not there.</summary>
    public string? Value(string key) => _values.GetValueOrDefault(key);

    /// <summary>Null when no line of settings is in it.</summary>
    public static Infotext? Parse(string? text)
    {
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n');
        var settings = Array.FindLastIndex(lines, line => line.TrimStart().StartsWith(StepsMark, StringComparison.Ordinal));
        if (settings < 0)
            return null;
        var negative = Array.FindIndex(lines, 0, settings, line => line.TrimStart().StartsWith(NegativeMark, StringComparison.Ordinal));
        var positive = string.Join('\n', lines[..(negative < 0 ? settings : negative)]).Trim();
        var words = negative < 0 ? "" : string.Join('\n', lines[negative..settings]).Trim()[NegativeMark.Length..].Trim();
        return new(positive, words, lines[settings].Trim());
    }

    /// <summary>The settings in these words; null where there is nothing to tell.</summary>
    /// <param name="width">Pixels of the picture that is saved, where the settings do not say.</param>
    public static string? Write(PictureSettings made, int? width = null, int? height = null)
    {
        if (made is { Steps: null } or { Sampler: null })
            return null;
        var text = new StringBuilder();
        text.Append(made.Positive).AppendJoin("", (made.Loras ?? []).Select(TagOf)).Append('\n');
        if (!string.IsNullOrEmpty(made.Negative))
            text.Append(NegativeMark).Append(' ').Append(made.Negative).Append('\n');
        (string, string?)[] values =
        [
            ("Steps", Text(made.Steps)),
            ("Sampler", SamplerLabels.Label(made.Sampler)),
            ("Schedule type", SamplerLabels.ScheduleLabel(made.Scheduler)),
            ("CFG scale", Text(made.Cfg)),
            ("Seed", made.Seed),
            ("Size", (made.Width ?? width) is { } w && (made.Height ?? height) is { } h ? $"{w}x{h}" : null),
            ("Model", Path.ChangeExtension(made.Model, null)?.Split('/')[^1]),
            ("Denoising strength", made is { Source: not null, Denoise: < 1 } ? Text(made.Denoise) : null),
            ("Version", "Studio"),
        ];
        return text.AppendJoin(", ", values.Where(value => !string.IsNullOrEmpty(value.Item2))
            .Select(value => $"{value.Item1}: {Quoted(value.Item2!)}")).ToString();
    }

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    /// <summary>Keeps the pair at a place of the line; returns where the next begins.</summary>
    private int AddPair(string line, int at)
    {
        var colon = line.IndexOf(':', at);
        if (colon < 0)
            return line.Length;
        var key = line[at..colon].Trim(' ', ',');
        var start = colon + 1;
        while (start < line.Length && line[start] == ' ')
            start++;
        var end = start < line.Length && line[start] == '"' ? EndOfQuotes(line, start) : -1;
        if (end < 0)
            end = line.IndexOf(',', start) is >= 0 and var comma ? comma : line.Length;
        _values.TryAdd(key, Unquoted(line[start..end].Trim()));
        return Math.Max(end + 1, colon + 1);
    }

    // behind the closing quotes; -1 when there are none
    private static int EndOfQuotes(string line, int start)
    {
        for (var at = start + 1; at < line.Length; at++)
        {
            if (line[at] == '\\')
                at++;
            else if (line[at] == '"')
                return at + 1;
        }

        return -1;
    }

    private static string Unquoted(string value)
    {
        if (value is not ['"', .., '"'])
            return value;
        try
        {
            return JsonSerializer.Deserialize<string>(value) ?? value;
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static string Quoted(string value) => value.IndexOfAny([',', ':', '\n', '"']) < 0 ? value : JsonSerializer.Serialize(value);

    private static string TagOf(LoraUse lora) =>
        $" <lora:{Path.ChangeExtension(lora.Name, null).Split('/')[^1]}:{Text(lora.Model)}>";

    private static string? Text(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture);
}
