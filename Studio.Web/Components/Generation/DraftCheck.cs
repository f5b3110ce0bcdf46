using System.Globalization;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Generation;

/// <summary>Reads a draft: either the pictures it asks for, or a sentence for each field that is wrong.</summary>
internal sealed class DraftCheck(GenerationDraft draft, GenerationChoices choices)
{
    private readonly Dictionary<string, string> _errors = [];

    /// <summary>An empty prompt is asked about once; then it is meant.</summary>
    public bool IsEmptyMeant { get; init; }

    /// <summary>A sentence by field name.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>One request per job, each with its seed; empty when there are <see cref="Errors"/>.</summary>
    /// <param name="dice">Gives the seed of each job when the seed is not locked.</param>
    public IReadOnlyList<TextToImage> Read(Func<ulong> dice)
    {
        if (choices.Checkpoints.All(checkpoint => checkpoint.Name != draft.Checkpoint))
            _errors[nameof(draft.Checkpoint)] = draft.Checkpoint.Length == 0
                ? "Choose a model."
                : $"The model {draft.Checkpoint} is not there any more. Choose another.";
        var seed = Seed();
        var prompt = Prompt();
        var asked = new TextToImage
        {
            Checkpoint = draft.Checkpoint,
            Positive = prompt.Text,
            Loras = prompt.Uses,
            Negative = draft.Negative,
            Width = Whole(nameof(draft.Width), draft.Width, choices.Width, multipleOf: 8),
            Height = Whole(nameof(draft.Height), draft.Height, choices.Height, multipleOf: 8),
            BatchSize = draft.Source is null ? Whole(nameof(draft.BatchSize), draft.BatchSize, choices.BatchSize) : 1,
            Steps = Whole(nameof(draft.Steps), draft.Steps, choices.Steps),
            Cfg = Number(nameof(draft.Cfg), draft.Cfg, choices.Cfg),
            Sampler = OneOf(nameof(draft.Sampler), draft.Sampler, choices.Samplers),
            Scheduler = OneOf(nameof(draft.Scheduler), draft.Scheduler, choices.Schedulers),
            Seed = seed,
            Source = draft.Source,
            Denoise = draft.Source is null ? 1 : Number(nameof(draft.Denoise), draft.Denoise, choices.Denoise),
        };
        var count = Whole(nameof(draft.Count), draft.Count, new(1, GenerationDraft.MaxCount));
        if (_errors.Count > 0)
            return [];
        // locked: the first job has the seed itself, the next ones its neighbours, as they would all be one picture otherwise
        return [.. Enumerable.Range(0, count)
            .Select(job => asked with { Seed = draft.RandomSeed ? dice() : unchecked(seed + (ulong)job) })];
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

    private PromptLoras Prompt()
    {
        var prompt = PromptLoras.Read(draft.Positive, choices.Loras);
        if (prompt.Error is { } wrong)
            _errors[nameof(draft.Positive)] = wrong;
        else if (string.IsNullOrWhiteSpace(prompt.Text) && !IsEmptyMeant)
            _errors[nameof(draft.Positive)] = "The prompt says nothing. Press Generate again to make a picture without one.";
        if (PromptLoras.IsIn(draft.Negative))
            _errors[nameof(draft.Negative)] = "A LoRA is asked for in the prompt, not here: it works on the whole picture.";
        return prompt;
    }

    private ulong Seed()
    {
        if (ulong.TryParse(draft.Seed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) || draft.RandomSeed)
            return seed;
        _errors[nameof(
            draft.Seed)] = "A whole number without sign or decimals, of up to 20 digits. Leave it empty for another seed each time.";
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
