using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Pictures;

/// <summary>In what the makings of two pictures differ.</summary>
public static class PictureDifference
{
    /// <summary>Each setting that is not the same, with both values; "–" where one has none.</summary>
    public static IReadOnlyList<(string Name, string First, string Second)> Of(Picture first, Picture second) =>
        [.. Facts(first).Zip(Facts(second)).Where(pair => pair.First.Value != pair.Second.Value)
            .Select(pair => (pair.First.Name, pair.First.Value ?? "–", pair.Second.Value ?? "–"))];

    private static (string Name, string? Value)[] Facts(Picture picture)
    {
        var made = picture.Settings ?? new();
        return
        [
            ("Prompt", made.Positive), ("Negative", made.Negative), ("Model", made.Model),
            ("Size", picture is { Width: { } width, Height: { } height } ? $"{width} × {height}" : null),
            ("Seed", made.Seed), ("Steps", Number(made.Steps)), ("CFG", Number(made.Cfg)), ("Sampler", made.Sampler),
            ("Scheduler", made.Scheduler), ("Denoise", Number(made.Denoise)), ("LoRA", made.Loras is { } loras ? Readable.Loras(loras)
                : null),
            ("Source", made.Source), ("Variation", made.VariationSeed is { } seed ? $"{seed}, {Number(made.VariationStrength)}" : null),
            ("Second pass", made.Hires is { } pass ? $"{Number(pass.Scale)} times, {pass.Steps} steps, denoise {Number(pass.Denoise)}" : null),
        ];
    }

    private static string? Number(double? number) => number is { } value ? Readable.Number(value) : null;
}
