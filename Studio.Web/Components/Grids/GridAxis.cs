using System.Globalization;
using System.Text.RegularExpressions;
using Studio.Web.Components.Generation;
using Studio.Web.Languages;

namespace Studio.Web.Components.Grids;

/// <summary>Something of the form that a grid may change, and how.</summary>
/// <param name="Name">As a sheet keeps it.</param>
/// <param name="Title">What it is called by who chooses it.</param>
/// <param name="Hint">How its values are written; empty where it has none.</param>
/// <param name="Set">The form with a value; the first of all values says what is replaced, where words are.</param>
public sealed partial record GridAxis(string Name, Func<Texts, string> Title, Func<Texts, string> Hint,
    Func<GenerationDraft, string, string, GenerationDraft> Set)
{
    private const int MostValues = 100;

    public static readonly GridAxis None = new("None", texts => texts["None"], _ => "", (draft, _, _) => draft);

    public static readonly IReadOnlyList<GridAxis> All =
    [
        None,
        new("Steps", texts => texts["Steps"], texts => texts["8, 12, 20 or 10-30 (+10)"],
            (draft, value, _) => draft with { Steps = value }),
        new("CFG", _ => "CFG", texts => texts["4, 7.5 or 4-8 (+0.5)"],
            (draft, value, _) => draft with { Cfg = value }),
        new("Sampler", texts => texts["Sampler"], _ => "euler, dpmpp_2m",
            (draft, value, _) => draft with { Sampler = value }),
        new("Scheduler", texts => texts["Scheduler"], _ => "normal, karras",
            (draft, value, _) => draft with { Scheduler = value }),
        new("Seed", texts => texts["Seed"], texts => texts["1, 2, 3 or 1-4 (+1)"],
            (draft, value, _) => draft with { Seed = value, RandomSeed = false }),
        new("Model", texts => texts["Model"], texts => texts["names, with commas between"],
            (draft, value, _) => draft with { Checkpoint = value }),
        new("Prompt words", texts => texts["Prompt words"], texts => texts["red, green, blue: the first stands in the prompt"],
            (draft, value, first) => draft with
        {
            Positive = draft.Positive.Replace(first, value, StringComparison.Ordinal),
        }),
        new("LoRA weight", texts => texts["LoRA weight"], texts => texts["0, 0.5, 1: of the first LoRA"],
            (draft, value, _) => draft with
        {
            Loras = [.. draft.Loras.Select((row, at) => at == 0 ? row with { Weight = value } : row)],
        }),
        new("Denoise", texts => texts["Denoise"], _ => "0.3, 0.5, 0.7",
            (draft, value, _) => draft with { Denoise = value }),
        new("Width", texts => texts["Width"], _ => "512, 768",
            (draft, value, _) => draft with { Width = value }),
        new("Height", texts => texts["Height"], _ => "512, 768",
            (draft, value, _) => draft with { Height = value }),
        new("Variation", texts => texts["Variation"], _ => "0, 0.1, 0.2",
            (draft, value, _) => draft with { VariationStrength = value }),
    ];

    /// <summary>What an axis of a kept sheet is called; its name when nobody knows it any more.</summary>
    public static string TitleOf(string name, Texts texts) => All.FirstOrDefault(axis => axis.Name == name)?.Title(texts) ?? name;

    /// <summary>The values in a text: between commas, a comma of a value in quotes; a range of numbers as "from-to (+step)".</summary>
    public static IReadOnlyList<string> Values(string text) => [.. Parts(text).SelectMany(Spread).Take(MostValues + 1)];

    private static IEnumerable<string> Parts(string text) =>
        Part().Matches(text).Select(part => part.Groups["quoted"].Success ? part.Groups["quoted"].Value : part.Groups["plain"].Value.Trim())
            .Where(part => part.Length > 0);

    private static IEnumerable<string> Spread(string part)
    {
        if (Range().Match(part) is not { Success: true } range)
            return [part];
        double Number(string group) => double.Parse(range.Groups[group].Value, CultureInfo.InvariantCulture);
        var (from, to, step) = (Number("from"), Number("to"), Number("step"));
        if (step <= 0 || to < from)
            return [part];
        var count = (int)Math.Min(MostValues + 1, Math.Floor(((to - from) / step) + 1e-9) + 1);
        return Enumerable.Range(0, count).Select(i => GenerationDraft.Text(from + (i * step)));
    }

    [GeneratedRegex("\"(?<quoted>[^\"]*)\"|(?<plain>[^,\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    [GeneratedRegex(@"^(?<from>-?\d{1,9}(\.\d{1,6})?)\s*-\s*(?<to>-?\d{1,9}(\.\d{1,6})?)\s*\(\+(?<step>\d{1,9}(\.\d{1,6})?)\)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();
}
