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

    /// <summary>The seed of the noise that is mixed in; empty for another each time.</summary>
    public string VariationSeed { get; init; } = "";

    /// <summary>How much of it; 0 for none.</summary>
    public string VariationStrength { get; init; } = "0";

    /// <summary>A second pass over the enlarged picture.</summary>
    public bool Hires { get; init; }

    public string HiresScale { get; init; } = "2";

    /// <summary>Empty is as many as the first pass has.</summary>
    public string HiresSteps { get; init; } = "";

    public string HiresDenoise { get; init; } = "0.5";

    /// <summary>Below models/upscale_models; empty enlarges the latent.</summary>
    public string HiresUpscaler { get; init; } = "";

    /// <summary>Below models/controlnet; empty for none.</summary>
    public string ControlModel { get; init; } = "";

    /// <summary>The picture that leads, as a prompt names it.</summary>
    public string? ControlPicture { get; init; }

    public string ControlStrength { get; init; } = "1";

    public string ControlStart { get; init; } = "0";

    public string ControlEnd { get; init; } = "1";

    /// <summary>The picture's edges lead, not the picture itself.</summary>
    public bool ControlEdges { get; init; } = true;

    public string ControlLow { get; init; } = "0.4";

    public string ControlHigh { get; init; } = "0.8";

    /// <summary>Pixels of the size that are new at the left of <see cref="Source"/>.</summary>
    public string PadLeft { get; init; } = "0";

    public string PadTop { get; init; } = "0";

    public string PadRight { get; init; } = "0";

    public string PadBottom { get; init; } = "0";

    /// <summary>Whether prompt and settings are written into the picture.</summary>
    public bool WithMetadata { get; init; } = true;

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
    public GenerationDraft With(PictureSettings made, int? width, int? height) => (this with
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
    }).WithPasses(made);

    private GenerationDraft WithPasses(PictureSettings made) => this with
    {
        PadLeft = "0",
        PadTop = "0",
        PadRight = "0",
        PadBottom = "0",
        VariationSeed = made.VariationSeed ?? "",
        VariationStrength = Text(made.VariationStrength ?? 0),
        Hires = made.Hires is not null,
        HiresScale = made.Hires is { } larger ? Text(larger.Scale) : HiresScale,
        HiresSteps = made.Hires is { } pass ? Text(pass.Steps) : HiresSteps,
        HiresDenoise = made.Hires is { } second ? Text(second.Denoise) : HiresDenoise,
        HiresUpscaler = made.Hires is { } hires ? hires.Upscaler ?? "" : HiresUpscaler,
    };

    /// <summary>The nearest size the models can make.</summary>
    public static string Snap(string pixels) =>
        int.TryParse(pixels, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side < 1 << 20
            ? Text(Math.Max(8, (side + 4) / 8 * 8))
            : pixels;

    public static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
