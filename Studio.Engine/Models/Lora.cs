using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models;

/// <summary>
/// A LoRA file laid on a model: low-rank and other differences by layer (Hu et al. 2021, arXiv:2106.09685). It reads no numbers before a
/// network is loaded.
/// </summary>
public sealed class Lora
{
    private readonly LoraMatch _match;

    private Lora(LoraMatch match) => _match = match;

    /// <summary>What to say of names that the model does not have; null when all were found.</summary>
    public string? Warning => _match.Warning();

    /// <summary>Reads a file's header and finds the layers it means.</summary>
    /// <param name="clip">The text encoder to change too; null leaves it out.</param>
    /// <exception cref="EngineException">No LoRA, or damaged (BadFile); made for another family of models (BadPrompt); the model is an ONNX
    /// folder (Unsupported).</exception>
    public static Lora For(string path, DiffusionModel model, ClipModel? clip = null) =>
        new(LoraMatch.Of(LoraFile.Open(path, model.Network.Source.Families), model.Network, clip?.Encoders));

    /// <summary>
    /// The model with the LoRA's differences times <paramref name="strength"/>; the same object at 0 or when the file has nothing for it.
    /// </summary>
    public DiffusionModel On(DiffusionModel model, float strength) =>
        _match.PatchOf(model.Network.Network.Role, strength) is { } patch ? model.With(patch) : model;

    /// <summary>
    /// The text encoders with the LoRA's differences times <paramref name="strength"/>; the same object at 0 or when the file has nothing
    /// for them.
    /// </summary>
    public ClipModel On(ClipModel clip, float strength) => clip.Layout.Parts.Aggregate(clip,
        (patched, part) => _match.PatchOf(part.Role, strength) is { } patch ? patched.With(part.Role, patch) : patched);
}
