using System.Text.Json.Nodes;
using Studio.Web.Languages;

namespace Studio.Web.Components.Generation;

/// <summary>A second pass over the enlarged picture: large pictures without the doubled subjects of a first pass at that size.</summary>
/// <param name="Upscaler">A file below models/upscale_models; null enlarges the latent.</param>
/// <param name="Scale">How many times as wide and high.</param>
/// <param name="Denoise">How much the second pass makes anew, above 0 to 1.</param>
public sealed record HiresFix(string? Upscaler, double Scale, int Steps, double Denoise)
{
    internal static readonly Range ScaleRange = new(1.05, 4);

    private const string Loader = "901";
    private const string Upscaled = "902";
    private const string Scaled = "903";
    private const string Enlarged = "904";
    private const string Again = "905";
    private const string FirstDecoder = "906";
    private const int LargestSide = 16_384;

    /// <summary>The form's field behind an input of its nodes.</summary>
    internal static readonly Dictionary<(string Node, string Input), string> Fields = new()
    {
        [(Loader, "model_name")] = nameof(GenerationDraft.HiresUpscaler),
        [(Again, "steps")] = nameof(GenerationDraft.HiresSteps),
        [(Again, "denoise")] = nameof(GenerationDraft.HiresDenoise),
        [(Enlarged, "scale_by")] = nameof(GenerationDraft.HiresScale),
    };

    /// <summary>What the form asks for; null when it is off, or wrong, which goes to the errors.</summary>
    internal static HiresFix? Read(GenerationDraft draft, DraftFields fields, GenerationChoices choices)
    {
        if (!draft.Hires)
            return null;
        if (draft is { Source: not null, Mask: not null } || (draft.Source is not null && Outpaint.IsAsked(draft)))
            return fields.Fail<HiresFix>(nameof(draft.HiresScale),
                fields.L["Only a part of the picture changes here: switch the second pass off."]);
        var upscaler = draft.HiresUpscaler.Length == 0 ? null
            : fields.OneOf(nameof(draft.HiresUpscaler), draft.HiresUpscaler, choices.Upscalers);
        var scale = fields.Number(nameof(draft.HiresScale), draft.HiresScale, ScaleRange);
        var steps = draft.HiresSteps.Trim().Length == 0
            ? fields.Whole(nameof(draft.Steps), draft.Steps, choices.Steps)
            : fields.Whole(nameof(draft.HiresSteps), draft.HiresSteps, choices.Steps);
        var denoise = fields.Number(nameof(draft.HiresDenoise), draft.HiresDenoise, new(0.01, 1));
        return new(upscaler, scale, steps, denoise);
    }

    /// <summary>What is wrong with the size that comes out; null when nothing is.</summary>
    internal string? Problem(int width, int height, Texts texts) => Math.Max(width, height) * Scale > LargestSide
        ? texts[$"That gives {Side(width)} × {Side(height)}; {LargestSide} a side is the most."] : null;

    /// <summary>Pixels of a side afterwards.</summary>
    internal int Side(int side) => Math.Max(8, (int)Math.Round(side * Scale / 8) * 8);

    /// <summary>Puts itself between the sampler and the decoder.</summary>
    internal void AddTo(JsonObject prompt, int width, int height)
    {
        if (Upscaler is null)
            prompt[Enlarged] = TextToImage.Node("LatentUpscaleBy", new()
            {
                ["samples"] = TextToImage.Link(TextToImage.Sampling, 0),
                ["upscale_method"] = "bislerp",
                ["scale_by"] = Scale,
            });
        else
            AddUpscaler(prompt, Upscaler, width, height);
        var again = (JsonObject)prompt[TextToImage.Sampling]!["inputs"]!.DeepClone();
        again.Remove("variation_seed");
        again.Remove("variation_strength");
        (again["steps"], again["denoise"], again["latent_image"]) = (Steps, Denoise, TextToImage.Link(Enlarged, 0));
        prompt[Again] = TextToImage.Node("KSampler", again);
        TextToImage.Set(prompt, TextToImage.Decoder, "samples", TextToImage.Link(Again, 0));
    }

    private void AddUpscaler(JsonObject prompt, string upscaler, int width, int height)
    {
        prompt[FirstDecoder] = TextToImage.Node("VAEDecode", new()
        {
            ["samples"] = TextToImage.Link(TextToImage.Sampling, 0),
            ["vae"] = TextToImage.Link(TextToImage.Loader, 2),
        });
        prompt[Loader] = TextToImage.Node("UpscaleModelLoader", new() { ["model_name"] = upscaler });
        prompt[Upscaled] = TextToImage.Node("ImageUpscaleWithModel", new()
        {
            ["upscale_model"] = TextToImage.Link(Loader, 0),
            ["image"] = TextToImage.Link(FirstDecoder, 0),
        });
        prompt[Scaled] = TextToImage.Scale(Upscaled, "lanczos", Side(width), Side(height));
        prompt[Enlarged] = TextToImage.Node("VAEEncode", new()
        {
            ["pixels"] = TextToImage.Link(Scaled, 0),
            ["vae"] = TextToImage.Link(TextToImage.Loader, 2),
        });
    }
}
