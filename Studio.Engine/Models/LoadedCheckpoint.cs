namespace Studio.Engine.Models;

/// <summary>
/// What a checkpoint holds. <paramref name="Clip"/> and <paramref name="Vae"/> are null when the file has none; nodes say so when one is
/// asked for.
/// </summary>
public sealed record LoadedCheckpoint(DiffusionModel Model, ClipModel? Clip, VaeModel? Vae);
