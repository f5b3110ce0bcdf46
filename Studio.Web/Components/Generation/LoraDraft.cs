using System.Globalization;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>A LoRA of the form: its weights are still text, as those of <see cref="GenerationDraft"/>.</summary>
public sealed record LoraDraft
{
    /// <summary>Below models/loras.</summary>
    public string Name { get; init; } = "";

    /// <summary>How strongly it changes the model.</summary>
    public string Weight { get; init; } = "1";

    /// <summary>How strongly it changes the text encoder; empty is as strongly as the model.</summary>
    public string TextWeight { get; init; } = "";

    /// <summary>Whether it counts; a row that is off stays for another time.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>What the form calls a value of a row.</summary>
    public static string Field(int row, string property) =>
        string.Create(CultureInfo.InvariantCulture, $"{nameof(GenerationDraft.Loras)}.{row}.{property}");

    public static LoraDraft Of(LoraUse lora) => new()
    {
        Name = lora.Name,
        Weight = GenerationDraft.Text(lora.Model),
        TextWeight = lora.Clip.Equals(lora.Model) ? "" : GenerationDraft.Text(lora.Clip),
    };
}
