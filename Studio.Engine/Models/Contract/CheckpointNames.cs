namespace Studio.Engine.Models;

/// <summary>
/// What the names of a family's tensors begin with in a checkpoint, up to and including the dot. Text encoders have
/// names of their own.
/// </summary>
public sealed record CheckpointNames(string Denoiser = "model.diffusion_model.", string Autoencoder = "first_stage_model.");
