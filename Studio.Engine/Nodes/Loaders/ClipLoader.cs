using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Nodes;

[Node("CLIPLoader", DisplayName = "Load CLIP", Category = "model/loaders",
    Description = "Opens a text encoder from a file of its own. Of its types there are stable_diffusion (CLIP-L, OpenCLIP H of SD 2.x, bigG of the SDXL refiner), lumina2 (Qwen3-4B of Z-Image), qwen_image (Qwen2.5-VL) and flux2 (Qwen3 of FLUX.2 klein).")]
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

    public ClipModel Run(NodeContext context)
    {
        var path = files.Require("text_encoders", ClipName);
        return TextEncoderPlaces.Put(Type == StableDiffusion
            ? pool.LoadClip(path, context.CancellationToken)
            : TextEncoders.Join(pool.Options.Families, Supported(), pool.LoadTextEncoders(path, context.CancellationToken)), Device);
    }

    /// <summary>A file that was replaced is another encoder.</summary>
    public string? Fingerprint() => files.Stamp("text_encoders", ClipName);

    private string Supported()
    {
        string[] known = [.. pool.Options.Families.All.Select(family => family.Text).OfType<TextLayout>()
            .Where(layout => layout.Parts.Count == 1).Select(layout => layout.Name).Append(StableDiffusion).Distinct()];
        return known.Contains(Type) ? Type : throw new EngineException(EngineError.Unsupported,
            $"Text encoders of the type '{Type}' are not supported yet. Use one of {string.Join(", ", known)}; encoders that belong together are opened by DualCLIPLoader.");
    }
}
