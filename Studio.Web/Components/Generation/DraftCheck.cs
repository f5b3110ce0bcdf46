using System.Globalization;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.UserData;

namespace Studio.Web.Components.Generation;

/// <summary>Reads a draft: either the pictures it asks for, or a sentence for each field that is wrong.</summary>
internal sealed class DraftCheck(GenerationDraft draft, GenerationChoices choices)
{
    private readonly Dictionary<string, string> _errors = [];

    /// <summary>An empty prompt is asked about once; then it is meant.</summary>
    public bool IsEmptyMeant { get; init; }

    /// <summary>What is known against a LoRA on a model: both by name; null where it can be used.</summary>
    public Func<string, string, string?> LoraProblem { get; init; } = (_, _) => null;

    /// <summary>The draft as it was read: LoRAs that were written in the prompt are rows.</summary>
    public GenerationDraft Draft { get; } = PromptLoras.IntoRows(draft, choices.Loras);

    /// <summary>A sentence by field name.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>One request per job, each with its seed; empty when there are <see cref="Errors"/>.</summary>
    /// <param name="dice">Gives the seed of each job when the seed is not locked.</param>
    public IReadOnlyList<TextToImage> Read(Func<ulong> dice)
    {
        if (choices.Checkpoints.All(checkpoint => checkpoint.Name != Draft.Checkpoint))
            _errors[nameof(Draft.Checkpoint)] = Draft.Checkpoint.Length == 0
                ? "Choose a model."
                : $"The model {Draft.Checkpoint} is not there any more. Choose another.";
        var seed = Seed();
        CheckPrompts();
        var asked = new TextToImage
        {
            Checkpoint = Draft.Checkpoint,
            Positive = Draft.Positive,
            Loras = Loras(),
            Negative = Draft.Negative,
            Width = Whole(nameof(Draft.Width), Draft.Width, choices.Width, multipleOf: 8),
            Height = Whole(nameof(Draft.Height), Draft.Height, choices.Height, multipleOf: 8),
            BatchSize = Draft.Source is null ? Whole(nameof(Draft.BatchSize), Draft.BatchSize, choices.BatchSize) : 1,
            Steps = Whole(nameof(Draft.Steps), Draft.Steps, choices.Steps),
            Cfg = Number(nameof(Draft.Cfg), Draft.Cfg, choices.Cfg),
            Sampler = OneOf(nameof(Draft.Sampler), Draft.Sampler, choices.Samplers),
            Scheduler = OneOf(nameof(Draft.Scheduler), Draft.Scheduler, choices.Schedulers),
            Seed = seed,
            Source = Draft.Source,
            Denoise = Draft.Source is null ? 1 : Number(nameof(Draft.Denoise), Draft.Denoise, choices.Denoise),
        };
        var count = Whole(nameof(Draft.Count), Draft.Count, new(1, GenerationDraft.MaxCount));
        if (_errors.Count > 0)
            return [];
        // locked: the first job has the seed itself, the next ones its neighbours, as they would all be one picture otherwise
        var jobs = Enumerable.Range(0, count)
            .Select(job => Decided(asked with { Seed = Draft.RandomSeed ? dice() : unchecked(seed + (ulong)job) })).ToList();
        return _errors.Count > 0 ? [] : jobs;
    }

    /// <summary>Its size and its sampling alone; null when there are <see cref="Errors"/>.</summary>
    public ModelPreference? ReadPreference()
    {
        var preference = new ModelPreference(
            Whole(nameof(Draft.Width), Draft.Width, choices.Width, multipleOf: 8),
            Whole(nameof(Draft.Height), Draft.Height, choices.Height, multipleOf: 8),
            Whole(nameof(Draft.Steps), Draft.Steps, choices.Steps),
            Number(nameof(Draft.Cfg), Draft.Cfg, choices.Cfg),
            OneOf(nameof(Draft.Sampler), Draft.Sampler, choices.Samplers),
            OneOf(nameof(Draft.Scheduler), Draft.Scheduler, choices.Schedulers));
        return _errors.Count > 0 ? null : preference;
    }

    /// <summary>What the queue found wrong, at the fields that caused it; null under "" is about no field.</summary>
    public static IReadOnlyDictionary<string, string> ErrorsOf(EnqueueResult refused)
    {
        var errors = new Dictionary<string, string>();
        foreach (var (nodeId, node) in refused.NodeErrors)
        {
            foreach (var error in node.Errors)
            {
                var field = error.InputName is { } input ? TextToImage.FieldOf(nodeId, input) : null;
                errors.TryAdd(field ?? "", Sentence(error));
            }
        }

        if (errors.Count == 0 && refused.Error is { } whole)
            errors[""] = Sentence(whole);
        return errors;
    }

    private static string Sentence(PromptError error)
    {
        var text = ErrorText.Of(error);
        return text.Details.Length == 0 || text.Details == text.Message ? text.Message : $"{text.Message}: {text.Details}";
    }

    private void CheckPrompts()
    {
        if (PromptLoras.Read(Draft.Positive, choices.Loras).Error is { } wrong)
            _errors[nameof(Draft.Positive)] = wrong;
        else if (string.IsNullOrWhiteSpace(Draft.Positive) && !IsEmptyMeant)
            _errors[nameof(Draft.Positive)] = "The prompt says nothing. Press Generate again to make a picture without one.";
        if (PromptLoras.IsIn(Draft.Negative))
            _errors[nameof(Draft.Negative)] = "A LoRA is asked for in the prompt, not here: it works on the whole picture.";
    }

    /// <summary>The job with what its seed makes of the choices in its prompts; LoRAs that were chosen so come after the rows.</summary>
    private TextToImage Decided(TextToImage asked)
    {
        if (!PromptChoices.AreIn(asked.Positive) && !PromptChoices.AreIn(asked.Negative))
            return asked;
        var field = nameof(Draft.Positive);
        try
        {
            var decision = new PromptChoices(asked.Seed, choices.Wildcards);
            var prompt = PromptLoras.Read(decision.Of(asked.Positive), choices.Loras);
            var problem = prompt.Uses.Select(use => LoraProblem(asked.Checkpoint, use.Name) is { } why ? $"{use.Name}: {why}" : null)
                .FirstOrDefault(why => why is not null);
            if ((prompt.Error ?? problem) is { } wrong)
                _errors[field] = wrong;
            field = nameof(Draft.Negative);
            return asked with
            {
                Positive = prompt.Text,
                Negative = decision.Of(asked.Negative),
                Loras = [.. asked.Loras, .. prompt.Uses],
                Template = new(asked.Positive, asked.Negative),
            };
        }
        catch (EngineException e)
        {
            _errors[field] = e.Message;
            return asked;
        }
    }

    private List<LoraUse> Loras()
    {
        var uses = new List<LoraUse>();
        for (var i = 0; i < Draft.Loras.Count; i++)
        {
            var row = Draft.Loras[i];
            if (!row.IsOn)
                continue;
            var weight = Number(LoraDraft.Field(i, nameof(row.Weight)), row.Weight, choices.LoraWeight);
            var text = row.TextWeight.Trim().Length == 0
                ? weight
                : Number(LoraDraft.Field(i, nameof(row.TextWeight)), row.TextWeight, choices.LoraWeight);
            var file = PromptLoras.Find(row.Name, choices.Loras);
            if ((file is null ? PromptLoras.Missing(row.Name, choices.Loras) : LoraProblem(Draft.Checkpoint, file)) is { } problem)
                _errors[LoraDraft.Field(i, nameof(row.Name))] = $"{problem} Remove it, or switch it off.";
            else
                uses.Add(new(file!, weight, text));
        }

        return uses;
    }

    private ulong Seed()
    {
        if (ulong.TryParse(Draft.Seed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) || Draft.RandomSeed)
            return seed;
        _errors[nameof(Draft.Seed)] =
            "A whole number without sign or decimals, of up to 20 digits. Leave it empty for another seed each time.";
        return 0;
    }

    private int Whole(string field, string text, Range range, int multipleOf = 1)
    {
        if (!int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < range.Min
            || value > range.Max)
            _errors[field] = $"A whole number from {GenerationDraft.Text(range.Min)} to {GenerationDraft.Text(range.Max)}.";
        else if (value % multipleOf != 0)
            _errors[field] = $"A multiple of {multipleOf}; {GenerationDraft.Snap(text.Trim())} is near.";
        return value;
    }

    private double Number(string field, string text, Range range)
    {
        if (!double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || !(value >= range.Min && value <= range.Max))
            _errors[field] = $"A number from {GenerationDraft.Text(range.Min)} to {GenerationDraft.Text(range.Max)}.";
        return value;
    }

    private string OneOf(string field, string value, IReadOnlyList<string> list)
    {
        if (!list.Contains(value))
            _errors[field] = value.Length == 0 ? "Choose one." : $"There is no {value} in this version. Choose another.";
        return value;
    }
}
