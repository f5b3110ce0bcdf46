using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;

namespace Studio.Web.Models;

/// <summary>What a model file turned out to be.</summary>
/// <param name="Family">"SD 1.x", "LoRA" ...; null when it is not recognised or not readable.</param>
/// <param name="Runs">Whether this build can run it as a checkpoint.</param>
/// <param name="BelongsTo">The kind it should be in.</param>
/// <param name="Problem">Why it cannot be used, in a sentence; null when nothing is known against it.</param>
public sealed record ModelFacts(string? Family, bool Runs, string? BelongsTo, string? Problem)
{
    /// <summary>Pixels of the square it was trained on: as its metadata says, else as its family has it; null when unknown.</summary>
    public int? NativeSide { get; private init; }

    /// <summary>What makes good pictures with it; null when it makes none.</summary>
    public UsualSettings? Settings { get; private init; }

    /// <summary>Why it makes no picture alone: ends "this model ..."; null when it does, or is no checkpoint.</summary>
    public string? NeedsAnother { get; private init; }

    /// <summary>What its denoiser is called by painters' programs.</summary>
    public ModelArchitecture Architecture { get; private init; } = ModelArchitecture.Unknown;

    /// <param name="name">What the file is called when that is not in its path.</param>
    internal static ModelFacts Of(string path, FamilyCatalog families, string? name = null)
    {
        if (Path.GetExtension(name ?? path).ToLowerInvariant() is var extension && extension != ".gguf"
            && !ModelFolder.Weights.Contains(extension))
            return new(null, false, null, null);
        try
        {
            var header = TensorFormats.Read(path);
            if (ModelDetector.Describe(header, families) is not { } model)
                return new(null, false, null, "Its tensors are none that Studio knows.");
            var family = model.Family is { HasDenoiser: true } denoiser ? denoiser : null;
            return new(model.Name, family is not null, model.Kind, null)
            {
                Architecture = family is null ? ModelArchitecture.Unknown : ModelArchitecture.Of(family),
                NativeSide = SideIn(header.Metadata) ?? family?.Defaults.Side,
                Settings = family is null ? null : UsualSettings.Of(family.Defaults),
                NeedsAnother = family is null ? null : family.NeedsAnother ?? (family.IsWhole ? null
                    : "has no text encoder or no VAE inside: use it in a workflow, with loaders for them"),
            };
        }
        catch (EngineException e)
        {
            return new(null, false, null, e.Message);
        }
    }

    // "512x512": modelspec.resolution is the ModelSpec standard's key, the other one is the demo model's
    private static int? SideIn(IReadOnlyDictionary<string, string> metadata) =>
        (metadata.GetValueOrDefault("modelspec.resolution")
            ?? metadata.GetValueOrDefault("native_resolution"))?.Split('x') is [var width, var height]
        && int.TryParse(width, out var w) && int.TryParse(height, out var h) && w is >= 64 and <= 4096 && h is >= 64 and <= 4096
            ? (int)Math.Sqrt((double)w * h) / 8 * 8
            : null;
}
