using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Studio.Web.Languages;

/// <summary>
/// An interpolated text taken apart: <c>$"{count} of {total} jobs"</c> is the key "{0} of {1} jobs" and its two values. Values are
/// written as everywhere here, with a decimal point.
/// </summary>
[InterpolatedStringHandler]
public readonly ref struct TextParts(int literalLength, int formattedCount)
{
    private readonly StringBuilder _key = new(literalLength + (3 * formattedCount));
    private readonly List<string> _values = new(formattedCount);

    internal string Key => _key.ToString();

    internal object[] Values => [.. _values];

    public void AppendLiteral(string text) =>
        _key.Append(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    public void AppendFormatted<T>(T value, string? format = null)
    {
        _key.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
        _values.Add(value is IFormattable known ? known.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "");
    }
}
