namespace Studio.Engine.Models;

/// <summary>
/// What the names of a family's tensors begin with in a checkpoint, up to and including the dot. Its text encoders say so themselves
/// (<see cref="TextPart.StoredAs"/>).
/// </summary>
internal sealed record CheckpointNames(string Denoiser = "model.diffusion_model.", string Autoencoder = "first_stage_model.");
