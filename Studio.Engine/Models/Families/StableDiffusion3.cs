using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Stable Diffusion 3 (Esser et al. 2024, arXiv:2403.03206) and 3.5 medium and large. Three encoders read the text; any two of them, or
/// CLIP's two without T5, do as well.
/// </summary>
internal sealed class StableDiffusion3 : IFamily
{
    private const double Shift = 3;
    private const int HeadWidth = 64;
    private const int PatchNumbers = MmDit.PatchSide * MmDit.PatchSide;

    public string Name => "SD 3";

    public TextLayout Text => Sd3Texts.All[0];

    public IReadOnlyList<TextLayout> Texts => Sd3Texts.All;

    public LoraOrigin? OriginOf(LoraLayers layers) => layers.Any("joint_blocks", "attn.add_q_proj", "attn_add_q_proj")
            && !layers.Any("single_transformer_blocks", "single_blocks", "double_blocks", "img_mlp", "txt_mlp")
        ? new LoraOrigin("Stable Diffusion 3", denoiser => denoiser is MmDit, LoraEvidence.Names)
        : null;

    public bool Matches(TensorNames tensors) => tensors.HasInUNet("joint_blocks.0.context_block.attn.qkv.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        var network = ReadNetwork(tensors);
        var isNormed = tensors.HasInUNet("joint_blocks.0.context_block.attn.ln_q.weight");
        var isDual = tensors.HasInUNet("joint_blocks.0.x_block.attn2.qkv.weight");
        return new ModelFamily(isDual ? "SD 3.5 medium" : isNormed ? "SD 3.5 large" : Name)
        {
            Latent = LatentFormats.StableDiffusion3,
            Text = Text,
            Architecture = isDual ? "stable-diffusion-v3.5-medium" : isNormed ? "stable-diffusion-v3.5-large"
                : "stable-diffusion-v3-medium",
            Sigmas = SigmaTable.Flow(Shift),
            Parameterization = Parameterization.Flow,
            Conditioning = Sd3Inputs.Instance,
            Defaults = new GenerationDefaults(Side: 1024, Steps: 28, Guidance: 4.5, Scheduler: "sgm_uniform"),
            Networks =
            [
                network,
                .. ClipReader.Read(tensors, NetworkRole.ClipL, Sd3Texts.ClipLPrefixes),
                .. ClipReader.Read(tensors, NetworkRole.ClipG, Sd3Texts.ClipGPrefixes),
                .. T5Reader.Read(tensors, Sd3Texts.T5Prefixes),
                .. AutoencoderReader.Read(tensors),
            ],
        };
    }

    private static MmDit ReadNetwork(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        int Size(string name, int axis) => tensors.Size(prefix + name, axis);
        var (width, blocks) = (Size("x_embedder.proj.weight", 0), tensors.Count(prefix + "joint_blocks.", ".x_block.attn.qkv.weight"));
        var outputs = Size("final_layer.linear.weight", 0);
        if (width != blocks * HeadWidth || outputs % PatchNumbers != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its {blocks} blocks of width {width} are not as many as their heads of {HeadWidth}, or its squares have no whole number of channels");
        return new MmDit(prefix, Size("x_embedder.proj.weight", 1), outputs / PatchNumbers, width, blocks,
            Size("joint_blocks.0.x_block.mlp.fc1.weight", 0), Size("context_embedder.weight", 1), Size("y_embedder.mlp.0.weight", 1),
            UpscalerFile.WholeRoot(tensors, prefix + "pos_embed", Size("pos_embed", 1)));
    }
}
