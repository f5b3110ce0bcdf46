using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models.Families;

/// <summary>LoRAs for families that do not run (yet), so that a person is told what they have. The first row that matches counts.</summary>
internal static class RecognisedLoras
{
    private static readonly (string Title, string[] Names)[] Rows =
    [
        ("Stable Cascade", ["lora_prior_"]),
    ];

    public static LoraOrigin? Of(LoraLayers layers)
    {
        var title = Array.Find(Rows, row => layers.Any(row.Names)).Title
            ?? (layers.Any("transformer_blocks") && !UNetLoras.HasBlocks(layers) ? "a diffusion transformer such as Flux" : null);
        return title is null ? null : new LoraOrigin(title, _ => false, LoraEvidence.Names);
    }
}
