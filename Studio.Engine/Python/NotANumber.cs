using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Studio.Engine.Python;

/// <summary>
/// NaN and infinity inside JSON, which has neither. Infinity is a number too large for a double. NaN, as long as it travels, is a number
/// that nobody writes and every reader and writer passes on; <see cref="PythonText"/> writes both as Python does, and <see cref="Shown"/>
/// is what clients get.
/// </summary>
public static class NotANumber
{
    internal const string Mark = "-0e9999";

    internal const string Infinity = "1e9999";

    /// <summary>The double that a JSON number stands for: also NaN and infinity.</summary>
    public static double ValueOf(JsonNode number) =>
        number.ToJsonString() is var text && text == Mark
            ? double.NaN
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>
    /// JSON text for clients: null stands where NaN was, as in JavaScript's JSON.stringify. ComfyUI's own answer could not be parsed there.
    /// </summary>
    public static string Shown(string json)
    {
        if (!json.Contains(Mark, StringComparison.Ordinal))
            return json;
        var shown = new StringBuilder(json.Length);
        var (isText, from) = (false, 0);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
                isText = !isText;
            else if (isText && json[i] == '\\')
                i++;
            else if (!isText && json[i] == '-' && IsMark(json.AsSpan(i)))
            {
                shown.Append(json, from, i - from).Append("null");
                i += Mark.Length - 1;
                from = i + 1;
            }
        }
        return shown.Append(json, from, json.Length - from).ToString();
    }

    private static bool IsMark(ReadOnlySpan<char> json) =>
        json.StartsWith(Mark, StringComparison.Ordinal) && (json.Length == Mark.Length || !char.IsAsciiDigit(json[Mark.Length]));
}
