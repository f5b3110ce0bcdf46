namespace Studio.Engine;

/// <summary>A network whose weights are in memory now.</summary>
/// <param name="Model">The file or folder it is of, without the path.</param>
/// <param name="Network">What it does: a denoiser, a text encoder, an autoencoder.</param>
/// <param name="Memory">Where its weights stand: main memory, cuda:0 ...</param>
/// <param name="Bytes">Of weights, those mapped from the file included; 0 while it is being loaded.</param>
/// <param name="InUse">Whether a run holds it: then it goes when that run lets go of it.</param>
public sealed record HeldNetwork(string Model, string Network, string Memory, long Bytes, bool InUse);
