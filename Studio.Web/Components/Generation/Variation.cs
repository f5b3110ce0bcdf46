using System.Globalization;
using System.Text.Json.Nodes;

namespace Studio.Web.Components.Generation;

/// <summary>Another seed's noise mixed into that of the seed: pictures near one that was good.</summary>
/// <param name="Strength">Above 0 to 1.</param>
public sealed record Variation(ulong Seed, double Strength)
{
    internal static readonly Range StrengthRange = new(0, 1);

    internal static readonly Dictionary<(string Node, string Input), string> Fields = new()
    {
        [(TextToImage.Sampling, "variation_seed")] = nameof(GenerationDraft.VariationSeed),
        [(TextToImage.Sampling, "variation_strength")] = nameof(GenerationDraft.VariationStrength),
    };

    /// <summary>What the form asks for; null at a strength of 0, or when it is wrong, which goes to the errors.</summary>
    /// <param name="dice">Gives the seed where the field is empty.</param>
    internal static Variation? Read(GenerationDraft draft, DraftFields fields, Func<ulong> dice)
    {
        var strength = fields.Number(nameof(draft.VariationStrength), draft.VariationStrength, StrengthRange);
        if (strength <= 0)
            return null;
        if (draft.VariationSeed.Trim().Length == 0)
            return new(dice(), strength);
        return ulong.TryParse(draft.VariationSeed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new(seed, strength)
            : fields.Fail<Variation>(nameof(draft.VariationSeed),
                fields.L["A whole number without sign or decimals. Leave it empty for another each time."]);
    }

    /// <summary>Makes the first pass one that mixes.</summary>
    internal void AddTo(JsonObject prompt)
    {
        var inputs = (JsonObject)prompt[TextToImage.Sampling]!["inputs"]!.DeepClone();
        (inputs["variation_seed"], inputs["variation_strength"]) = (Seed, Strength);
        prompt[TextToImage.Sampling] = TextToImage.Node("KSamplerVariation", inputs);
    }
}
