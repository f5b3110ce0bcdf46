using System.Globalization;
using System.Text.Json;
using Studio.Web.Gallery;
using Studio.Web.Models;

namespace Studio.Web.Components.Generation;

/// <summary>
/// The form as it was typed: numbers are still text, so that a slip stays visible until it is mended. Kept by the browser between visits.
/// </summary>
public sealed record GenerationDraft
{
    /// <summary>Jobs one click may queue.</summary>
    public const int MaxCount = 100;

    /// <summary>Characters of a prompt: both, escaped in JSON, fit into one message of a circuit (ShellApi).</summary>
    public const int MaxText = 30_000;

    private static readonly UsualSettings Usual = UsualSettings.Any;

    private static readonly PictureSettings Unknown = new();

    // what a browser sends may be anything: a null is no text
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true };

    public string Positive { get; init; } = "";

    public string Negative { get; init; } = "";

    public string Checkpoint { get; init; } = "";

    /// <summary>In the order in which they are laid on the model.</summary>
    public IReadOnlyList<LoraDraft> Loras { get; init; } = [];

    public string Width { get; init; } = "512";

    public string Height { get; init; } = "512";

    public string Steps { get; init; } = Text(Usual.Steps);

    public string Cfg { get; init; } = Text(Usual.Cfg);

    public string Sampler { get; init; } = Usual.Sampler;

    public string Scheduler { get; init; } = Usual.Scheduler;

    public string Seed { get; init; } = "";

    /// <summary>Every job throws the dice; otherwise the seed stays as it is.</summary>
    public bool RandomSeed { get; init; } = true;

    public string BatchSize { get; init; } = "1";

    public string Count { get; init; } = "1";

    public string? Source { get; init; }

    public string Denoise { get; init; } = "0.6";

    /// <summary>What of <see cref="Source"/> is made anew: a picture, as a prompt names it; null for all of it.</summary>
    public string? Mask { get; init; }

    /// <summary>Pixels over which the mask's edge is softened.</summary>
    public string Feather { get; init; } = "8";

    /// <summary>The painted part is enlarged to the picture's size, worked on and put back.</summary>
    public bool OnlyMasked { get; init; }

    /// <summary>Pixels seen around the painted part then.</summary>
    public string Padding { get; init; } = "32";

    /// <summary>What a browser kept; null when it is nothing of ours.</summary>
    public static GenerationDraft? FromJson(string? json)
    {
        try
        {
            var draft = string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize<GenerationDraft>(json, Strict);
            return draft?.Loras.Any(lora => lora is null) == true ? null : draft;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>
    /// The settings that made a picture, as far as they are known; the rest stays. The seed is locked, so that the picture comes again.
    /// </summary>
    public GenerationDraft With(PictureSettings made, int? width, int? height) => this with
    {
        Positive = made.Positive ?? Positive,
        Negative = made.Negative ?? "",
        Checkpoint = made.Model ?? Checkpoint,
        Loras = made == Unknown ? Loras : [.. (made.Loras ?? []).Select(LoraDraft.Of)],
        Width = width is > 0 ? Text(width.Value) : Width,
        Height = height is > 0 ? Text(height.Value) : Height,
        Steps = made.Steps is { } steps ? Text(steps) : Steps,
        Cfg = made.Cfg is { } cfg ? Text(cfg) : Cfg,
        Sampler = made.Sampler ?? Sampler,
        Scheduler = made.Scheduler ?? Scheduler,
        Seed = made.Seed ?? Seed,
        RandomSeed = made.Seed is null && RandomSeed,
        Source = made.Source,
        Mask = made.Mask,
        Denoise = made is { Source: not null, Denoise: { } denoise } ? Text(denoise) : Denoise,
        Count = "1",
        BatchSize = "1",
    };

    /// <summary>The nearest size the models can make.</summary>
    public static string Snap(string pixels) =>
        int.TryParse(pixels, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side < 1 << 20
            ? Text(Math.Max(8, (side + 4) / 8 * 8))
            : pixels;

    public static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
