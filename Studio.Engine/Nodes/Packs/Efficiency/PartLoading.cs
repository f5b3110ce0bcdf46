using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Efficiency;

/// <summary>Opens a checkpoint with another autoencoder and LoRAs, in one go.</summary>
public sealed class PartLoading(ModelPool pool, IModelFiles files, TextEncoding encoding, LoraStacks stacks)
{
    private const string Baked = "Baked VAE";

    /// <exception cref="EngineException">A file is not there or not what it should be (BadFile), or has no text encoder
    /// (BadPrompt).</exception>
    internal (DiffusionModel Model, ClipModel Clip, VaeModel Vae) Open(string checkpoint, string vae, int clipSkip,
        IEnumerable<StackedLora> loras, NodeContext context)
    {
        var parts = new CheckpointLoaderSimple(pool, files) { CkptName = checkpoint }.Run(context);
        var clip = parts.Clip as ClipModel ?? throw Absent(checkpoint, "text encoder");
        var decoder = vae == Baked
            ? parts.Vae as VaeModel ?? throw Absent(checkpoint, "VAE")
            : new VaeLoader(pool, files) { VaeName = vae }.Run(context);
        var (model, patched) = stacks.Apply(parts.Model, clip, loras, context);
        return (model, patched!.WithStopAtLayer(clipSkip), decoder);
    }

    internal Conditioning Encode(ClipModel clip, string text, NodeContext context) =>
        new ClipTextEncode(encoding, files) { Clip = clip, Text = text }.Run(context);

    /// <summary>Changes when one of the files is replaced.</summary>
    internal string Stamp(string checkpoint, string vae, IEnumerable<StackedLora> loras) =>
        $"{files.Stamp("checkpoints", checkpoint)}|{(vae == Baked ? "" : files.Stamp("vae", vae))}|{stacks.Stamp(loras)}|"
            + $"{files.StampOfAll("embeddings")}";

    private static EngineException Absent(string checkpoint, string part) =>
        new(EngineError.BadPrompt, $"'{checkpoint}' has no {part}: choose another checkpoint, or load its parts one by one.");
}
