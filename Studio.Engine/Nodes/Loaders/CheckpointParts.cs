using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>What a checkpoint gives.</summary>
/// <param name="Clip">A <see cref="ClipModel"/>; where the file has none, the reason for the node that asks for it.</param>
/// <param name="Vae">A <see cref="VaeModel"/>, or the reason likewise.</param>
public sealed record CheckpointParts(DiffusionModel Model, [Output("CLIP", Type = "CLIP")] object Clip,
    [Output("VAE", Type = "VAE")] object Vae)
{
    internal static CheckpointParts Of(LoadedCheckpoint checkpoint)
    {
        var (source, family) = (checkpoint.Model.Network.Source, checkpoint.Model.Family);
        AbsentValue Absent(string part, string loader) =>
            new($"'{source.Name}' ({family.Name}) has no {part}: load one with {loader}.");
        return new CheckpointParts(checkpoint.Model, checkpoint.Clip ?? (object)Absent("text encoder", ClipLoaderFor(family)),
            checkpoint.Vae ?? (object)Absent("VAE", "VAELoader"));
    }

    private static string ClipLoaderFor(ModelFamily family) => family.Text is { Parts.Count: > 1 } text
        ? $"DualCLIPLoader, type {text.Name}"
        : "CLIPLoader, type stable_diffusion";
}
