using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models.Families;

/// <summary>
/// A kind of model that runs: how its files are told, what they hold, how it is sampled. Every class of this kind, of the engine and of
/// extensions, is found by itself; no file is of two families. One object serves all files, from several threads at once, so it keeps
/// nothing of any.
/// </summary>
public interface IFamily
{
    /// <summary>The folder of files that have a denoiser.</summary>
    const string Checkpoints = "checkpoints";

    /// <summary>For people: "SD 1.x". No two families have one.</summary>
    string Name { get; }

    /// <summary>The folder that such files belong to, as ComfyUI names it.</summary>
    string Kind => Checkpoints;

    /// <summary>How its texts are encoded; null when it has nothing to do with texts.</summary>
    internal TextLayout? Text => null;

    /// <summary>The same where other encoders do as well: each way, the usual one first.</summary>
    internal IReadOnlyList<TextLayout> Texts => Text is { } text ? [text] : [];

    /// <summary>What tells that a LoRA was made for the family; null when nothing does.</summary>
    internal LoraOrigin? OriginOf(LoraLayers layers) => null;

    /// <summary>
    /// Whether a file is of the family, by the names and shapes of its tensors. Asked about every file, so it must be quick, and look for
    /// what no other family has; the numbers of a tensor are read only where nothing else tells.
    /// </summary>
    bool Matches(TensorNames tensors);

    /// <summary>What a file of the family holds; null when only another engine could run it.</summary>
    /// <exception cref="EngineException">BadFile: tensors are missing or have impossible shapes.</exception>
    ModelFamily? Read(TensorNames tensors);
}
