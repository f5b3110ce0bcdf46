using System.Text.Json.Nodes;

namespace Studio.Web.Components.Generation;

/// <summary>A picture that leads the model through a ControlNet: edges, depth, a pose.</summary>
/// <param name="Model">A file below models/controlnet.</param>
/// <param name="Picture">As a prompt names it.</param>
/// <param name="Strength">0 to 10.</param>
/// <param name="Start">Share of the steps after which it begins, 0 to 1.</param>
/// <param name="End">Share of the steps after which it ends, 0 to 1.</param>
/// <param name="Edges">The lower and the upper threshold where the picture's edges are looked for first; null shows it as it is.</param>
public sealed record ControlHint(string Model, string Picture, double Strength, double Start, double End, (double Low, double High)? Edges)
{
    private const string Loader = "911";
    private const string Hint = "912";
    private const string Scaled = "913";
    private const string Lines = "914";
    private const string Applied = "915";

    internal static readonly Range StrengthRange = new(0, 10);
    internal static readonly Range ShareRange = new(0, 1);
    internal static readonly Range ThresholdRange = new(0.01, 0.99);

    internal static readonly Dictionary<(string Node, string Input), string> Fields = new()
    {
        [(Loader, "control_net_name")] = nameof(GenerationDraft.ControlModel),
        [(Hint, "image")] = nameof(GenerationDraft.ControlPicture),
        [(Lines, "low_threshold")] = nameof(GenerationDraft.ControlLow),
        [(Lines, "high_threshold")] = nameof(GenerationDraft.ControlHigh),
        [(Applied, "strength")] = nameof(GenerationDraft.ControlStrength),
        [(Applied, "start_percent")] = nameof(GenerationDraft.ControlStart),
        [(Applied, "end_percent")] = nameof(GenerationDraft.ControlEnd),
    };

    /// <summary>What the form asks for; null when it names no ControlNet, or is wrong, which goes to the errors.</summary>
    internal static ControlHint? Read(GenerationDraft draft, DraftFields fields, GenerationChoices choices)
    {
        if (draft.ControlModel.Length == 0)
            return null;
        var model = fields.OneOf(nameof(draft.ControlModel), draft.ControlModel, choices.Controls);
        var strength = fields.Number(nameof(draft.ControlStrength), draft.ControlStrength, StrengthRange);
        var start = fields.Number(nameof(draft.ControlStart), draft.ControlStart, ShareRange);
        var end = fields.Number(nameof(draft.ControlEnd), draft.ControlEnd, ShareRange);
        if (start >= end)
            return fields.Fail<ControlHint>(nameof(draft.ControlEnd), fields.L["It must end after it begins."]);
        (double, double)? edges = null;
        if (draft.ControlEdges)
        {
            var low = fields.Number(nameof(draft.ControlLow), draft.ControlLow, ThresholdRange);
            var high = fields.Number(nameof(draft.ControlHigh), draft.ControlHigh, ThresholdRange);
            if (low > high)
                return fields.Fail<ControlHint>(nameof(draft.ControlHigh), fields.L["The upper threshold is below the lower one."]);
            edges = (low, high);
        }

        return draft.ControlPicture is { Length: > 0 } picture
            ? new(model, picture, strength, start, end, edges)
            : fields.Fail<ControlHint>(nameof(draft.ControlPicture),
                fields.L["Choose the picture that leads, or take the ControlNet out."]);
    }

    /// <summary>Puts itself between the texts and the sampler; the picture is cut to the size asked for.</summary>
    internal void AddTo(JsonObject prompt, int width, int height)
    {
        prompt[Loader] = TextToImage.Node("ControlNetLoader", new() { ["control_net_name"] = Model });
        prompt[Hint] = TextToImage.Node("LoadImage", new() { ["image"] = Picture });
        prompt[Scaled] = TextToImage.Scale(Hint, "lanczos", width, height, "center");
        var hint = Scaled;
        if (Edges is var (low, high))
        {
            prompt[Lines] = TextToImage.Node("Canny", new()
            {
                ["image"] = TextToImage.Link(Scaled, 0),
                ["low_threshold"] = low,
                ["high_threshold"] = high,
            });
            hint = Lines;
        }

        prompt[Applied] = TextToImage.Node("ControlNetApplyAdvanced", new()
        {
            ["positive"] = TextToImage.Take(prompt, TextToImage.Sampling, "positive"),
            ["negative"] = TextToImage.Take(prompt, TextToImage.Sampling, "negative"),
            ["control_net"] = TextToImage.Link(Loader, 0),
            ["image"] = TextToImage.Link(hint, 0),
            ["strength"] = Strength,
            ["start_percent"] = Start,
            ["end_percent"] = End,
            ["vae"] = TextToImage.Link(TextToImage.Loader, 2),
        });
        TextToImage.Set(prompt, TextToImage.Sampling, "positive", TextToImage.Link(Applied, 0));
        TextToImage.Set(prompt, TextToImage.Sampling, "negative", TextToImage.Link(Applied, 1));
    }
}
