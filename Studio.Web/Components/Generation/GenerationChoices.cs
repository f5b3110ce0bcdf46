using Studio.Engine;
using Studio.Web.Components.Controls;
using Studio.Web.Languages;
using Studio.Web.Models;
using Studio.Web.UserData;

namespace Studio.Web.Components.Generation;

/// <summary>Smallest and largest value allowed.</summary>
public sealed record Range(double Min, double Max);

/// <summary>A checkpoint to choose.</summary>
/// <param name="Problem">Why it cannot be used; null when nothing is known against it.</param>
/// <param name="NativeSide">Pixels of the square it was trained on.</param>
public sealed record CheckpointChoice(string Name, string? Family, string? Problem, int NativeSide)
{
    /// <summary>What makes good pictures with it.</summary>
    public UsualSettings Settings { get; init; } = UsualSettings.Any;

    /// <summary>What the user begins with instead; null where that is nothing of their own.</summary>
    public ModelPreference? Preferred { get; init; }

    /// <summary>What a draft with it begins with.</summary>
    public UsualSettings StartSettings =>
        Preferred is { } own ? new(own.Steps, own.Cfg, own.Sampler, own.Scheduler) : Settings;

    /// <summary>The size that a draft with it begins with.</summary>
    public SizePreset StartSize =>
        Preferred is { } own ? new("", own.Width, own.Height) : new("Square", NativeSide, NativeSide);

    /// <summary>The draft with the size and the settings that the model begins with.</summary>
    public GenerationDraft Start(GenerationDraft draft) => StartSize.Set(draft) with
    {
        Steps = GenerationDraft.Text(StartSettings.Steps),
        Cfg = GenerationDraft.Text(StartSettings.Cfg),
        Sampler = StartSettings.Sampler,
        Scheduler = StartSettings.Scheduler,
    };

    /// <summary>
    /// Whether the draft has what the model begins with. Any of the model's usual shapes counts where the size is nobody's own.
    /// </summary>
    public bool IsStart(GenerationDraft draft)
    {
        var start = Start(draft);
        return start == draft || (Preferred is null && SizePreset.For(NativeSide).Any(preset => preset.Set(start) == draft));
    }
}

/// <summary>What the form may offer, read from the same node schemas that check the prompt afterwards.</summary>
public sealed record GenerationChoices
{
    /// <summary>What to take when one does not know: good at few steps, and with every model.</summary>
    public static readonly IReadOnlyList<string> UsualSamplers = ["euler", "euler_ancestral", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_sde",
        "uni_pc", "ddim"];

    public static readonly IReadOnlyList<string> UsualSchedulers = ["normal", "karras", "simple", "sgm_uniform", "beta"];

    private const int UsualSide = 512;

    public required IReadOnlyList<CheckpointChoice> Checkpoints { get; init; }

    /// <summary>Names below models/loras.</summary>
    public IReadOnlyList<string> Loras { get; init; } = [];

    /// <summary>Names below models/upscale_models.</summary>
    public IReadOnlyList<string> Upscalers { get; init; } = [];

    /// <summary>Names below models/controlnet.</summary>
    public IReadOnlyList<string> Controls { get; init; } = [];

    /// <summary>The lines of a wildcard list by its name; null when there is none.</summary>
    public Func<string, IReadOnlyList<string>?> Wildcards { get; init; } = _ => null;

    public required IReadOnlyList<string> Samplers { get; init; }

    public required IReadOnlyList<string> Schedulers { get; init; }

    public Range Width { get; init; } = new(16, 16384);

    public Range Height { get; init; } = new(16, 16384);

    public Range BatchSize { get; init; } = new(1, 4096);

    public Range Steps { get; init; } = new(1, 10000);

    public Range Cfg { get; init; } = new(0, 100);

    public Range Denoise { get; init; } = new(0, 1);

    public Range LoraWeight { get; init; } = new(-100, 100);

    /// <param name="preferences">The user's own, by the name of the model.</param>
    /// <param name="texts">What a problem of a model is said in; null for English.</param>
    public static GenerationChoices Read(
        IEngine engine, ModelCatalog models, IReadOnlyDictionary<string, ModelPreference>? preferences = null, Texts? texts = null) => new()
    {
        Checkpoints = [.. models.Files("checkpoints").Select(file => CheckpointOf(file, models.Facts(file), texts ?? new()) with
        {
            Preferred = preferences?.GetValueOrDefault(file.Name),
        })],
        Loras = models.Names("loras"),
        Upscalers = models.Names("upscale_models"),
        Controls = models.Names("controlnet"),
        Samplers = ChoicesOf(engine, "KSampler", "sampler_name"),
        Schedulers = ChoicesOf(engine, "KSampler", "scheduler"),
        Width = RangeOf(engine, "EmptyLatentImage", "width", new(16, 16384)),
        Height = RangeOf(engine, "EmptyLatentImage", "height", new(16, 16384)),
        BatchSize = RangeOf(engine, "EmptyLatentImage", "batch_size", new(1, 4096)),
        Steps = RangeOf(engine, "KSampler", "steps", new(1, 10000)),
        Cfg = RangeOf(engine, "KSampler", "cfg", new(0, 100)),
        Denoise = RangeOf(engine, "KSampler", "denoise", new(0, 1)),
        LoraWeight = RangeOf(engine, "LoraLoader", "strength_model", new(-100, 100)),
    };

    /// <summary>The usual ones in their order, then the others by name.</summary>
    public static IReadOnlyList<Choice> InGroups(IReadOnlyList<string> all, IReadOnlyList<string> usual, Texts texts)
    {
        var first = usual.Where(all.Contains).Select(name => new Choice(name, Group: texts["Recommended"])).ToList();
        return first.Count == 0
            ? [.. all.Select(name => new Choice(name))]
            : [.. first, .. all.Except(usual).Order(StringComparer.Ordinal).Select(name => new Choice(name, Group: texts["Others"]))];
    }

    public IReadOnlyList<string> CheckpointNames => [.. Checkpoints.Select(checkpoint => checkpoint.Name)];

    public CheckpointChoice? Checkpoint(string name) => Checkpoints.FirstOrDefault(checkpoint => checkpoint.Name == name);

    /// <summary>
    /// A draft that can run as it is: the first usable model where the draft names none, with the size and the settings that suit it.
    /// </summary>
    public GenerationDraft Complete(GenerationDraft draft)
    {
        if (draft.Checkpoint.Length > 0 || Checkpoints.FirstOrDefault(checkpoint => checkpoint.Problem is null) is not { } first)
            return draft;
        return first.StartSize.Set(Adjusted(draft, UsualSettings.Any, first.StartSettings)) with { Checkpoint = first.Name };
    }

    /// <summary>
    /// The draft with another model. A size that was one of the old model's becomes the same shape for the new one, and settings that were
    /// the old model's become the new one's.
    /// </summary>
    public GenerationDraft Change(GenerationDraft draft, string checkpoint)
    {
        var changed = draft with { Checkpoint = checkpoint };
        if (Checkpoint(checkpoint) is not { } next)
            return changed;
        var old = Checkpoint(draft.Checkpoint);
        changed = Adjusted(changed, old?.StartSettings ?? UsualSettings.Any, next.StartSettings);
        if (old?.Preferred is not null && old.StartSize.Is(draft))
            return next.StartSize.Set(changed);
        var shape = SizePreset.For(old?.NativeSide ?? UsualSide).FirstOrDefault(preset => preset.Is(draft));
        if (shape is null)
            return changed;
        return next.Preferred is null
            ? SizePreset.For(next.NativeSide).First(preset => preset.Name == shape.Name).Set(changed)
            : next.StartSize.Set(changed);
    }

    /// <summary>
    /// The draft with the names of this server: other programs leave out folder and extension of a model. What is not there stays as it is
    /// called, so that the form can say what is missing.
    /// </summary>
    public GenerationDraft Known(GenerationDraft draft) => draft with
    {
        Checkpoint = PromptLoras.Find(draft.Checkpoint, CheckpointNames) ?? draft.Checkpoint,
    };

    private static GenerationDraft Adjusted(GenerationDraft draft, UsualSettings old, UsualSettings next)
    {
        static string Of(string value, string old, string next) => value == old ? next : value;
        return draft with
        {
            Steps = Of(draft.Steps, GenerationDraft.Text(old.Steps), GenerationDraft.Text(next.Steps)),
            Cfg = Of(draft.Cfg, GenerationDraft.Text(old.Cfg), GenerationDraft.Text(next.Cfg)),
            Sampler = Of(draft.Sampler, old.Sampler, next.Sampler),
            Scheduler = Of(draft.Scheduler, old.Scheduler, next.Scheduler),
        };
    }

    private static CheckpointChoice CheckpointOf(ModelFile file, ModelFacts facts, Texts texts) => new(
        file.Name,
        facts.Family,
        facts.Problem ?? (facts.Runs ? facts.NeedsAnother : facts.Family is { } family ? texts[$"{family} is not supported yet"]
            : texts["not recognised"]),
        facts.NativeSide ?? UsualSide) { Settings = facts.Settings ?? UsualSettings.Any };

    private static IReadOnlyList<string> ChoicesOf(IEngine engine, string node, string input) =>
        engine.Nodes.Find(node)?.InputsByName.GetValueOrDefault(input)?.Choices ?? [];

    private static Range RangeOf(IEngine engine, string node, string input, Range otherwise) =>
        engine.Nodes.Find(node)?.InputsByName.GetValueOrDefault(input) is { } schema
            ? new(schema.Min ?? otherwise.Min, schema.Max ?? otherwise.Max)
            : otherwise;
}
