using System.Globalization;
using System.Text.RegularExpressions;
using Studio.Web.Gallery;
using Studio.Web.Languages;

namespace Studio.Web.Components.Generation;

/// <summary>
/// The LoRAs of a prompt: "&lt;lora:name:0.8&gt;" as other programs write it, "&lt;lora:name:0.5:1&gt;" with a weight for the text encoder
/// and one for the model, "te=" and "unet=" by name. The tag is no text for the encoder: it becomes a loader before it.
/// </summary>
internal sealed partial class PromptLoras
{
    private const int NamesShown = 5;

    private PromptLoras(string text, IReadOnlyList<LoraUse> uses, string? error)
    {
        (Text, Uses, Error) = (text, uses, error);
    }

    /// <summary>The prompt without its tags.</summary>
    public string Text { get; }

    /// <summary>Each by the name of its file, in the order of the prompt.</summary>
    public IReadOnlyList<LoraUse> Uses { get; }

    /// <summary>What is wrong with a tag, and what to write instead.</summary>
    public string? Error { get; }

    /// <param name="files">The names below models/loras; a tag may leave out folder, extension and capitals.</param>
    /// <param name="texts">What is wrong is said in; null for English.</param>
    public static PromptLoras Read(string prompt, IReadOnlyList<string> files, Texts? texts = null)
    {
        texts ??= new();
        var uses = new List<LoraUse>();
        string? error = null;
        var text = Tag().Replace(prompt, tag =>
        {
            error ??= Add(tag, files, uses, texts);
            var after = prompt.AsSpan(tag.Index + tag.Length);
            return after is [] or [' ' or '\n' or ',' or '.', ..] ? "" : tag.Groups["before"].Value;
        });
        if (error is null && Begun().Match(text) is { Success: true } begun)
            error = texts[$"“{begun.Value}” begins a LoRA that does not end: write <lora:name:0.8>."];
        return new(uses.Count == 0 ? text : text.Trim(), uses, error);
    }

    /// <summary>Whether the text has anything of the kind, right or wrong.</summary>
    public static bool IsIn(string text) => Begun().IsMatch(text);

    /// <summary>
    /// The draft with the LoRAs of its prompt as rows; one that has a row already gets the weight of its tag. The same draft when a tag is
    /// wrong, when there is none, or when one is a choice, which the seed of each job decides.
    /// </summary>
    public static GenerationDraft IntoRows(GenerationDraft draft, IReadOnlyList<string> files)
    {
        var prompt = Read(draft.Positive, files);
        if (prompt.Error is not null || prompt.Uses.Count == 0 || Chosen().IsMatch(draft.Positive))
            return draft;
        var rows = draft.Loras.ToList();
        foreach (var use in prompt.Uses)
        {
            var at = rows.FindIndex(row => Find(row.Name, files) == use.Name);
            if (at < 0)
                rows.Add(LoraDraft.Of(use));
            else
                rows[at] = LoraDraft.Of(use);
        }

        return draft with { Positive = prompt.Text, Loras = rows };
    }

    /// <summary>The file that a name means, which may leave out folder, extension and capitals; null when there is none.</summary>
    public static string? Find(string written, IReadOnlyList<string> files)
    {
        var name = written.Replace('\\', '/'); // as pictures from Windows have it
        if (files.FirstOrDefault(file => file == name) is { } exact)
            return exact;
        bool Is(string file) => string.Equals(file, name, StringComparison.OrdinalIgnoreCase);
        return files.FirstOrDefault(file => Is(file) || Is(Path.ChangeExtension(file, null)))
            ?? files.FirstOrDefault(file => Is(Path.GetFileName(file)) || Is(Path.GetFileNameWithoutExtension(file)));
    }

    /// <summary>Why a LoRA cannot be used that is not among the files.</summary>
    public static string Missing(string name, IReadOnlyList<string> files, Texts texts) => files.Count == 0
        ? texts[$"There is no LoRA {name}: the folder models/loras is empty."]
        : texts[$"There is no LoRA {name}. There is {Some(files, texts)}."];

    private static string? Add(Match tag, IReadOnlyList<string> files, List<LoraUse> uses, Texts texts)
    {
        var written = tag.Value.TrimStart();
        if (tag.Groups["kind"].Value.StartsWith("hyper", StringComparison.OrdinalIgnoreCase))
            return texts[$"Hypernetworks are not supported: take {written} out."];
        var name = tag.Groups["name"].Value.Trim();
        if (name.Length == 0)
            return texts[$"{written} names no LoRA: write <lora:name:0.8>."];
        if (Weights(tag.Groups["weights"]) is not var (clip, model))
            return texts[$"The weight in {written} cannot be read: write a number, as in <lora:{name}:0.8>."];
        if (Find(name, files) is not { } file)
            return Missing(name, files, texts);
        uses.Add(new(file, model, clip));
        return null;
    }

    private static (double Clip, double Model)? Weights(Group written)
    {
        double? clip = null, model = null;
        foreach (var part in written.Success ? written.Value.Split(':') : [])
        {
            var at = part.IndexOf('=');
            var key = at < 0 ? "" : part[..at].Trim().ToLowerInvariant();
            if (!double.TryParse(part[(at + 1)..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
                || !double.IsFinite(weight))
                return null;
            switch (key)
            {
                case "" when clip is null: clip = weight; break;
                case "" when model is null: model = weight; break;
                case "te": clip = weight; break;
                case "unet": model = weight; break;
                default: return null;
            }
        }

        return (clip ?? 1, model ?? clip ?? 1);
    }

    private static string Some(IReadOnlyList<string> files, Texts texts)
    {
        var names = string.Join(", ", files.Take(NamesShown).Select(file => Path.ChangeExtension(file, null)));
        return files.Count > NamesShown ? texts[$"{names} and {files.Count - NamesShown} more"] : names;
    }

    [GeneratedRegex(@"(?<before> *)<(?<kind>lora|lyco|hypernet)\s*:(?<name>[^:<>]*)(:(?<weights>[^<>]*))?>",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\{[^{}]*<(lora|lyco)\s*:[^{}]*\}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chosen();

    [GeneratedRegex(@"<(lora|lyco|hypernet)\s*:[^\s<>]{0,40}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Begun();
}
