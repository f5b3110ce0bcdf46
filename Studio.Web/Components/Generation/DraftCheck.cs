using System.Globalization;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Web.Components.Masking;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Languages;
using Studio.Web.UserData;

namespace Studio.Web.Components.Generation;

/// <summary>Reads a draft: either the pictures it asks for, or a sentence for each field that is wrong.</summary>
internal sealed class DraftCheck
{
    internal static readonly Range FeatherRange = new(0, 31);
    internal static readonly Range PaddingRange = new(0, 512);

    private readonly GenerationChoices _choices;
    private readonly Dictionary<string, string> _errors = [];
    private readonly DraftFields _fields;

    /// <param name="texts">What the sentences are said in; null for English.</param>
    public DraftCheck(GenerationDraft draft, GenerationChoices choices, Texts? texts = null)
    {
        (_choices, _fields) = (choices, new(_errors, texts ?? new()));
        Draft = PromptLoras.IntoRows(draft, choices.Loras);
    }

    /// <summary>An empty prompt is asked about once; then it is meant.</summary>
    public bool IsEmptyMeant { get; init; }

    /// <summary>What is known against a LoRA on a model: both by name; null where it can be used.</summary>
    public Func<string, string, string?> LoraProblem { get; init; } = (_, _) => null;

    /// <summary>The draft as it was read: LoRAs that were written in the prompt are rows.</summary>
    public GenerationDraft Draft { get; }

    /// <summary>What the draft's mask covers of its source; null when one of the two is gone or nothing is painted.</summary>
    public MaskedArea? Masked { get; init; }

    /// <summary>A sentence by field name.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>One request per job, each with its seed; empty when there are <see cref="Errors"/>.</summary>
    /// <param name="dice">Gives the seed of each job when the seed is not locked.</param>
    public IReadOnlyList<TextToImage> Read(Func<ulong> dice)
    {
        if (_choices.Checkpoints.All(checkpoint => checkpoint.Name != Draft.Checkpoint))
            _errors[nameof(Draft.Checkpoint)] = Draft.Checkpoint.Length == 0
                ? L["Choose a model."]
                : L[$"The model {Draft.Checkpoint} is not there any more. Choose another."];
        var seed = Seed();
        CheckPrompts();
        var asked = new TextToImage
        {
            Checkpoint = Draft.Checkpoint,
            Positive = Draft.Positive,
            Loras = Loras(),
            Negative = Draft.Negative,
            Width = _fields.Whole(nameof(Draft.Width), Draft.Width, _choices.Width, multipleOf: 8),
            Height = _fields.Whole(nameof(Draft.Height), Draft.Height, _choices.Height, multipleOf: 8),
            BatchSize = Draft.Source is null ? _fields.Whole(nameof(Draft.BatchSize), Draft.BatchSize, _choices.BatchSize) : 1,
            Steps = _fields.Whole(nameof(Draft.Steps), Draft.Steps, _choices.Steps),
            Cfg = _fields.Number(nameof(Draft.Cfg), Draft.Cfg, _choices.Cfg),
            Sampler = _fields.OneOf(nameof(Draft.Sampler), Draft.Sampler, _choices.Samplers),
            Scheduler = _fields.OneOf(nameof(Draft.Scheduler), Draft.Scheduler, _choices.Schedulers),
            Seed = seed,
            Source = Draft.Source,
            Denoise = Draft.Source is null ? 1 : _fields.Number(nameof(Draft.Denoise), Draft.Denoise, _choices.Denoise),
        };
        asked = WithSections(asked, dice);
        var count = _fields.Whole(nameof(Draft.Count), Draft.Count, new(1, GenerationDraft.MaxCount));
        if (_errors.Count > 0)
            return [];
        // locked: the first job has the seed itself, the next ones its neighbours, as they would all be one picture otherwise
        var jobs = Enumerable.Range(0, count)
            .Select(job => Decided(WithSeed(asked, Draft.RandomSeed ? dice() : unchecked(seed + (ulong)job), job == 0, dice))).ToList();
        return _errors.Count > 0 ? [] : jobs;
    }

    /// <summary>Its size and its sampling alone; null when there are <see cref="Errors"/>.</summary>
    public ModelPreference? ReadPreference()
    {
        var preference = new ModelPreference(
            _fields.Whole(nameof(Draft.Width), Draft.Width, _choices.Width, multipleOf: 8),
            _fields.Whole(nameof(Draft.Height), Draft.Height, _choices.Height, multipleOf: 8),
            _fields.Whole(nameof(Draft.Steps), Draft.Steps, _choices.Steps),
            _fields.Number(nameof(Draft.Cfg), Draft.Cfg, _choices.Cfg),
            _fields.OneOf(nameof(Draft.Sampler), Draft.Sampler, _choices.Samplers),
            _fields.OneOf(nameof(Draft.Scheduler), Draft.Scheduler, _choices.Schedulers));
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

    private Texts L => _fields.L;

    private static string Sentence(PromptError error)
    {
        var text = ErrorText.Of(error);
        return text.Details.Length == 0 || text.Details == text.Message ? text.Message : $"{text.Message}: {text.Details}";
    }

    // where the variation's seed is open, every job has one of its own; where the seed is locked it alone differs
    private TextToImage WithSeed(TextToImage asked, ulong seed, bool isFirst, Func<ulong> dice)
    {
        if (asked.Variation is not { } variation || Draft.VariationSeed.Trim().Length > 0)
            return asked with { Seed = seed };
        return asked with
        {
            Seed = Draft.RandomSeed ? seed : asked.Seed,
            Variation = isFirst ? variation : variation with { Seed = dice() },
        };
    }

    /// <summary>The same with what the sections of the form ask for.</summary>
    private TextToImage WithSections(TextToImage asked, Func<ulong> dice)
    {
        var outpaint = Outpaint.Read(Draft, _fields, asked.Width, asked.Height);
        var hires = HiresFix.Read(Draft, _fields, _choices);
        if (hires?.Problem(asked.Width, asked.Height, L) is { } tooLarge)
            _errors[nameof(Draft.HiresScale)] = tooLarge;
        return asked with
        {
            Inpaint = Inpaint(asked.Width, asked.Height),
            Outpaint = outpaint,
            Denoise = outpaint is null ? asked.Denoise : 1, // what is new there begins as grey
            Variation = Variation.Read(Draft, _fields, dice),
            Control = ControlHint.Read(Draft, _fields, _choices),
            Hires = hires,
            WithMetadata = Draft.WithMetadata,
        };
    }

    private void CheckPrompts()
    {
        if (PromptLoras.Read(Draft.Positive, _choices.Loras, L).Error is { } wrong)
            _errors[nameof(Draft.Positive)] = wrong;
        else if (string.IsNullOrWhiteSpace(Draft.Positive) && !IsEmptyMeant)
            _errors[nameof(Draft.Positive)] = L["The prompt says nothing. Press Generate again to make a picture without one."];
        if (PromptLoras.IsIn(Draft.Negative))
            _errors[nameof(Draft.Negative)] = L["A LoRA is asked for in the prompt, not here: it works on the whole picture."];
    }

    /// <summary>The job with what its seed makes of the choices in its prompts; LoRAs that were chosen so come after the rows.</summary>
    private TextToImage Decided(TextToImage asked)
    {
        if (!PromptChoices.AreIn(asked.Positive) && !PromptChoices.AreIn(asked.Negative))
            return asked;
        var field = nameof(Draft.Positive);
        try
        {
            var decision = new PromptChoices(asked.Seed, _choices.Wildcards, L);
            var prompt = PromptLoras.Read(decision.Of(asked.Positive), _choices.Loras, L);
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
            var weight = _fields.Number(LoraDraft.Field(i, nameof(row.Weight)), row.Weight, _choices.LoraWeight);
            var text = row.TextWeight.Trim().Length == 0
                ? weight
                : _fields.Number(LoraDraft.Field(i, nameof(row.TextWeight)), row.TextWeight, _choices.LoraWeight);
            var file = PromptLoras.Find(row.Name, _choices.Loras);
            if ((file is null ? PromptLoras.Missing(row.Name, _choices.Loras, L) : LoraProblem(Draft.Checkpoint, file)) is { } problem)
                _errors[LoraDraft.Field(i, nameof(row.Name))] = L[$"{problem} Remove it, or switch it off."];
            else
                uses.Add(new(file!, weight, text));
        }

        return uses;
    }

    private Inpaint? Inpaint(int width, int height)
    {
        if (Draft.Source is null || Draft.Mask is null)
            return null;
        var feather = _fields.Whole(nameof(Draft.Feather), Draft.Feather, FeatherRange);
        var padding = Draft.OnlyMasked ? _fields.Whole(nameof(Draft.Padding), Draft.Padding, PaddingRange) : 0;
        if (Masked is null)
            _errors[nameof(Draft.Mask)] = L["There is no mask any more, or nothing is painted on it. Paint what to change."];
        if (Masked is null || _errors.Count > 0)
            return null;
        return new(Draft.Mask, feather, Masked) { Only = Draft.OnlyMasked ? Masked.Around(padding, width, height) : null };
    }

    private ulong Seed()
    {
        if (ulong.TryParse(Draft.Seed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) || Draft.RandomSeed)
            return seed;
        _errors[nameof(Draft.Seed)] =
            L["A whole number without sign or decimals, of up to 20 digits. Leave it empty for another seed each time."];
        return 0;
    }
}
