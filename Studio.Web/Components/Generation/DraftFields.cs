using System.Globalization;
using Studio.Web.Languages;

namespace Studio.Web.Components.Generation;

/// <summary>
/// Reads what was typed into a form's fields; a sentence for each that cannot be read goes to the errors, under the field's name.
/// </summary>
internal sealed class DraftFields(Dictionary<string, string> errors, Texts texts)
{
    /// <summary>What the sentences are said in.</summary>
    public Texts L => texts;

    /// <summary>A whole number in a range; 0 when it is none.</summary>
    public int Whole(string field, string text, Range range, int multipleOf = 1)
    {
        if (!int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < range.Min
            || value > range.Max)
            errors[field] = L[$"A whole number from {GenerationDraft.Text(range.Min)} to {GenerationDraft.Text(range.Max)}."];
        else if (value % multipleOf != 0)
            errors[field] = L[$"A multiple of {multipleOf}; {GenerationDraft.Snap(text.Trim())} is near."];
        return value;
    }

    /// <summary>A number in a range, with a point or a comma.</summary>
    public double Number(string field, string text, Range range)
    {
        if (!double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !(value >= range.Min && value <= range.Max))
            errors[field] = L[$"A number from {GenerationDraft.Text(range.Min)} to {GenerationDraft.Text(range.Max)}."];
        return value;
    }

    /// <summary>Says what is wrong at a field; the null stands for what could not be read.</summary>
    public T? Fail<T>(string field, string sentence)
        where T : class
    {
        errors.TryAdd(field, sentence);
        return null;
    }

    /// <summary>One of a list.</summary>
    public string OneOf(string field, string value, IReadOnlyList<string> list)
    {
        if (!list.Contains(value))
            errors[field] = value.Length == 0 ? L["Choose one."] : L[$"There is no {value} in this version. Choose another."];
        return value;
    }
}
