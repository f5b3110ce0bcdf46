using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>What a checkpoint gives. A part that the file lacks is null; the node that asks for it says so.</summary>
public sealed record CheckpointParts(DiffusionModel Model, ClipModel? Clip, VaeModel? Vae);
