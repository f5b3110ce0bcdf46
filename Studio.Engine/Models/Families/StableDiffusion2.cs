using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Stable Diffusion 2.x: OpenCLIP's ViT-H reads the text, heads are 64 wide, transformers begin with a matrix. Whether a file predicts the
/// noise or the velocity is not in its names.
/// </summary>
internal sealed class StableDiffusion2 : IFamily
{
    /// <summary>Files that predict the velocity have a wider spread here; between the two kinds lies this much.</summary>
    private const double VelocityDeviation = 0.09;

    private const string TellTale = "output_blocks.11.1.transformer_blocks.0.norm1.bias";
    private const int ContextOfVersion1 = 768;

    private static readonly string[] TextPrefixes = ["cond_stage_model.model.", "conditioner.embedders.0.model."];

    public string Name => "SD 2.x";

    public TextLayout Text { get; } = new("stable_diffusion2",
        new TextPart("h", NetworkRole.ClipH, new ClipPrompt(Padding: 0), StopAtLayer: -2, NormsHidden: true)
        {
            StoredAs = TextPrefixes[0],
            IsStoredAsOpenClip = true,
        });

    /// <summary>Whether transformers begin with a matrix instead of a convolution.</summary>
    public static bool IsLinear(TensorNames tensors) => tensors.UNetContext != ContextOfVersion1
        && tensors.Shape(tensors.UNetPrefix + "middle_block.1.proj_in.weight")?.Count == 2;

    public LoraOrigin? OriginOf(LoraLayers layers) => UNetLoras.OfText(layers, 1024, "Stable Diffusion 2.x");

    public bool Matches(TensorNames tensors) => UNetReader.IsPlain(tensors) && IsLinear(tensors);

    public ModelFamily Read(TensorNames tensors)
    {
        var isVelocity = PredictsVelocity(tensors);
        return new ModelFamily(Name + UNetReader.Purpose(tensors))
        {
            Latent = LatentFormats.StableDiffusion,
            Text = Text,
            Architecture = isVelocity ? "stable-diffusion-v2-768-v" : "stable-diffusion-v2-512",
            Sigmas = tensors.HasAny("ztsnr") ? SigmaTable.ZeroTerminalSnr : SigmaTable.StableDiffusion,
            Parameterization = isVelocity ? Parameterization.Velocity : Parameterization.Epsilon,
            Defaults = new GenerationDefaults(Side: isVelocity ? 768 : 512, Guidance: 7),
            Networks =
            [
                UNetReader.Read(tensors, new AttentionHeads(null, Width: 64)),
                .. ClipReader.Read(tensors, NetworkRole.ClipH, TextPrefixes),
                .. AutoencoderReader.Read(tensors),
            ],
        };
    }

    private static bool PredictsVelocity(TensorNames tensors)
    {
        if (tensors.HasAny("v_pred"))
            return true;
        if (tensors.UNetInput != 4 || tensors.Numbers(tensors.UNetPrefix + TellTale) is not { Length: > 0 } numbers)
            return false;
        var mean = numbers.Average();
        return Math.Sqrt(numbers.Average(number => (number - mean) * (double)(number - mean))) > VelocityDeviation;
    }
}
