using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Rgthree;

/// <summary>A model with LoRAs and, where one was linked, its text encoder.</summary>
public sealed record PatchedOptionally(DiffusionModel? Model, ClipModel? Clip);
