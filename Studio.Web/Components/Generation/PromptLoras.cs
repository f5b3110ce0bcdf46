using System.Globalization;
using System.Text.RegularExpressions;
using Studio.Web.Gallery;

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
    public static PromptLoras Read(string prompt, IReadOnlyList<string> files)
    {
        var uses = new List<LoraUse>();
        string? error = null;
        var text = Tag().Replace(prompt, tag =>
        {
            error ??= Add(tag, files, uses);
            return "";
        });
        if (error is null && Begun().Match(text) is { Success: true } begun)
            error = $"“{begun.Value}” begins a LoRA that does not end: write <lora:name:0.8>.";
        return new(uses.Count == 0 ? text : text.Trim(), uses, error);
    }

    /// <summary>Whether the text has anything of the kind, right or wrong.</summary>
    public static bool IsIn(string text) => Begun().IsMatch(text);

    /// <summary>The tag that asks for this LoRA.</summary>
    public static string TagOf(LoraUse lora)
    {
        var weight = lora.Model.Equals(lora.Clip) ? Number(lora.Model) : $"{Number(lora.Clip)}:{Number(lora.Model)}";
        return $"<lora:{lora.Name}:{weight}>";
    }

    private static string? Add(Match tag, IReadOnlyList<string> files, List<LoraUse> uses)
    {
        if (tag.Groups["kind"].Value.StartsWith("hyper", StringComparison.OrdinalIgnoreCase))
            return $"Hypernetworks are not supported: take {tag.Value} out.";
        var name = tag.Groups["name"].Value.Trim();
        if (name.Length == 0)
            return $"{tag.Value} names no LoRA: write <lora:name:0.8>.";
        if (Weights(tag.Groups["weights"]) is not var (clip, model))
            return $"The weight in {tag.Value} cannot be read: write a number, as in <lora:{name}:0.8>.";
        if (Find(name, files) is not { } file)
            return files.Count == 0
                ? $"There is no LoRA {name}: the folder models/loras is empty."
                : $"There is no LoRA {name}. There is {Some(files)}.";
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

    private static string? Find(string name, IReadOnlyList<string> files)
    {
        if (files.FirstOrDefault(file => file == name) is { } exact)
            return exact;
        bool Is(string file) => string.Equals(file, name, StringComparison.OrdinalIgnoreCase);
        return files.FirstOrDefault(file => Is(file) || Is(Path.ChangeExtension(file, null)))
            ?? files.FirstOrDefault(file => Is(Path.GetFileName(file)) || Is(Path.GetFileNameWithoutExtension(file)));
    }

    private static string Some(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(NamesShown).Select(file => Path.ChangeExtension(file, null)))
            + (files.Count > NamesShown ? $" and {files.Count - NamesShown} more" : "");

    private static string Number(double weight) => weight.ToString("0.####", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<(?<kind>lora|lyco|hypernet)\s*:(?<name>[^:<>]*)(:(?<weights>[^<>]*))?>",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<(lora|lyco|hypernet)\s*:[^\s<>]{0,40}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Begun();
}
