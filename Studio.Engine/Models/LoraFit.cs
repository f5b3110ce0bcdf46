using Studio.Engine.Models.Families;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models;

/// <summary>
/// What a LoRA file would do to a checkpoint, told by the names and shapes in the headers of both, as the loader tells it. No weight is
/// read.
/// </summary>
/// <param name="Applied">Layers of the file that change something of the denoiser or a text encoder.</param>
/// <param name="Layers">Layers that the file has; 0 when it cannot be read.</param>
public sealed record LoraFit(int Applied, int Layers)
{
    /// <summary>Why it cannot be used, in a sentence; null when it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>The family that it looks made for, where that is what is wrong; else null.</summary>
    public string? MadeFor { get; private init; }

    /// <summary>The family of the checkpoint; null when that cannot be read.</summary>
    public string? Family { get; private init; }

    /// <summary>What of it has no effect and why, in a sentence; null when all has one.</summary>
    public string? LeftOut { get; private init; }

    /// <param name="checkpoint">Path of a file.</param>
    /// <param name="lora">Path of a file.</param>
    /// <param name="families">What both are told by.</param>
    public static LoraFit Of(string checkpoint, string lora, FamilyCatalog families)
    {
        (LoraFile? File, LoadedCheckpoint? Checkpoint) opened = default;
        try
        {
            opened.File = LoraFile.Open(lora, families);
            opened.Checkpoint = new OpenedModel(
                CheckpointSource.Open(checkpoint, "checkpoints", families), families).Checkpoint!;
            var match = LoraMatch.Of(opened.File, opened.Checkpoint.Model.Network, opened.Checkpoint.Clip?.Encoders);
            return new(match.Applied, opened.File.Modules.Count)
            {
                LeftOut = match.Warning(),
                Family = opened.Checkpoint.Model.Family.Name,
            };
        }
        catch (EngineException e)
        {
            return new(0, opened.File?.Modules.Count ?? 0)
            {
                Problem = e.Message,
                Family = opened.Checkpoint?.Model.Family.Name,
                MadeFor = opened is { File: { } file, Checkpoint: { } model }
                    ? LoraMatch.OtherFamily(file, model.Model.Network)?.Title
                    : null,
            };
        }
    }
}
