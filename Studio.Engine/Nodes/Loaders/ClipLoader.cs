using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPLoader", DisplayName = "Load CLIP", Category = "model/loaders",
    Description = "Opens a text encoder from a file of its own. Of its types stable_diffusion is there: CLIP-L, OpenCLIP H (SD 2.x) and bigG (SDXL refiner).")]
public sealed class ClipLoader(ModelPool pool, IModelFiles files) : INode<ClipModel>, IFingerprint
{
    private const string StableDiffusion = "stable_diffusion";

    [Input(ChoicesFrom = typeof(TextEncoderNames))]
    public required string ClipName { get; init; }

    [Input(Choices =
    [
        StableDiffusion, "stable_cascade", "sd3", "stable_audio", "mochi", "ltxv", "pixart", "cosmos", "lumina2", "wan", "hidream",
        "chroma", "ace", "omnigen2",
        "qwen_image", "hunyuan_image", "flux2", "ovis", "longcat_image", "cogvideox", "lens", "pixeldit", "ideogram4", "boogu", "krea2",
        "joyimage", "mage", "minimax",
    ])]
    public string Type { get; init; } = StableDiffusion;

    [Input(Choices = [TextEncoderPlaces.Default, TextEncoderPlaces.Processor], Advanced = true)]
    public string? Device { get; init; }

    public ClipModel Run(NodeContext context) => Type == StableDiffusion
        ? TextEncoderPlaces.Put(pool.LoadClip(files.Require("text_encoders", ClipName), context.CancellationToken), Device)
        : throw new EngineException(EngineError.Unsupported,
            $"Text encoders of the type '{Type}' are not supported yet. Use {StableDiffusion} with the encoder of Stable Diffusion 1 or 2 or of the SDXL refiner; the two of SDXL are opened by DualCLIPLoader.");

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => files.Stamp("text_encoders", ClipName);
}
