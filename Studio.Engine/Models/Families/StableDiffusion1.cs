using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>
/// Stable Diffusion 1.x (Rombach et al. 2022, arXiv:2112.10752), plain, for inpainting and InstructPix2Pix. Its transformers begin with a
/// 1x1 convolution.
/// </summary>
internal sealed class StableDiffusion1 : IFamily
{
    private static readonly string[] TextPrefixes =
    [
        "cond_stage_model.transformer.text_model.", "cond_stage_model.transformer.", "cond_stage_model.clip_l.transformer.text_model.",
        "text_encoders.clip_l.transformer.text_model.", "clip_l.transformer.text_model.", "transformer.text_model.", "text_model.",
    ];

    public string Name => "SD 1.x";

    public TextLayout Text { get; } = new("stable_diffusion",
        new TextPart("l", NetworkRole.ClipL, new ClipPrompt(ClipTokenizer.End), StopAtLayer: -1, NormsHidden: true)
        {
            StoredAs = TextPrefixes[0],
        });

    public LoraOrigin? OriginOf(LoraLayers layers) =>
        UNetLoras.OfText(layers, 768, "Stable Diffusion 1.x") ?? UNetLoras.OfFirstLevel(layers);

    public bool Matches(TensorNames tensors) => UNetReader.IsPlain(tensors) && !StableDiffusion2.IsLinear(tensors);

    public ModelFamily Read(TensorNames tensors) => new(Name + UNetReader.Purpose(tensors))
    {
        Latent = LatentFormats.StableDiffusion,
        Text = Text,
        Architecture = "stable-diffusion-v1",
        Sigmas = tensors.HasAny("ztsnr") ? SigmaTable.ZeroTerminalSnr : SigmaTable.StableDiffusion,
        Parameterization = tensors.HasAny("v_pred") ? Parameterization.Velocity : Parameterization.Epsilon,
        Networks =
        [
            UNetReader.Read(tensors, new AttentionHeads(8)),
            .. ClipReader.Read(tensors, NetworkRole.ClipL, TextPrefixes),
            .. AutoencoderReader.Read(tensors),
        ],
    };
}
