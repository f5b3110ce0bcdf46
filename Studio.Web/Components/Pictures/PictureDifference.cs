using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Languages;

namespace Studio.Web.Components.Pictures;

/// <summary>In what the makings of two pictures differ.</summary>
public static class PictureDifference
{
    /// <summary>Each setting that is not the same, with both values; "–" where one has none.</summary>
    public static IReadOnlyList<(string Name, string First, string Second)> Of(Texts texts, Picture first, Picture second) =>
        [.. Facts(texts, first).Zip(Facts(texts, second)).Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => (pair.First.Name, pair.First.Value ?? "–", pair.Second.Value ?? "–"))];

    private static (string Name, string? Value)[] Facts(Texts texts, Picture picture)
    {
        var made = picture.Settings ?? new();
        return
        [
            (texts["Prompt"], made.Positive), (texts["Negative"], made.Negative), (texts["Model"], made.Model),
            (texts["Size"], picture is { Width: { } width, Height: { } height } ? $"{width} × {height}" : null),
            (texts["Seed"], made.Seed), (texts["Steps"], Number(made.Steps)), ("CFG", Number(made.Cfg)), (texts["Sampler"], made.Sampler),
            (texts["Scheduler"], made.Scheduler), (texts["Denoise"], Number(made.Denoise)),
            ("LoRA", made.Loras is { } loras ? Readable.Loras(loras) : null), (texts["Source"], made.Source),
            (texts["Variation"], made.VariationSeed is { } seed ? $"{seed}, {Number(made.VariationStrength)}" : null),
            (texts["Second pass"], made.Hires is { } pass
                ? texts[$"{Number(pass.Scale)} times, {pass.Steps} steps, denoise {Number(pass.Denoise)}"] : null),
        ];
    }

    private static string? Number(double? number) => number is { } value ? Readable.Number(value) : null;
}
