using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Families;

/// <summary>Chroma (lodestone-rock 2025), made from FLUX.1 schnell: T5 alone reads the text, and negative texts count.</summary>
internal sealed class Chroma : IFamily
{
    private const double Shift = 1.15;
    private const string KeyNorm = "double_blocks.0.img_attn.norm.key_norm.";
    private const string Approximator = "distilled_guidance_layer.";

    private static readonly string[] T5Prefixes = ["text_encoders.t5xxl.transformer.", "cond_stage_model.t5xxl.transformer.",
        "t5xxl.transformer."];

    public string Name => "Chroma";

    public TextLayout Text { get; } = new("chroma",
        new TextPart("t5xxl", NetworkRole.T5, new T5Prompt(LeastLength: 1) { HasEndOfNothing = false }, StopAtLayer: -1, NormsHidden: true)
        {
            StoredAs = T5Prefixes[0],
        })
    {
        NeedsName = true,
    };

    public bool Matches(TensorNames tensors) => (tensors.HasInUNet(KeyNorm + "scale") || tensors.HasInUNet(KeyNorm + "weight"))
        && tensors.HasInUNet(Approximator + "in_proj.weight") && tensors.HasInUNet("img_in.weight");

    public ModelFamily Read(TensorNames tensors) => new(Name)
    {
        Latent = LatentFormats.Flux,
        Text = Text,
        Checkpoint = new CheckpointNames(Autoencoder: "vae."),
        Architecture = "chroma",
        Sigmas = SigmaTable.Flux(Shift),
        Parameterization = Parameterization.Flow,
        Conditioning = Inputs.Instance,
        Defaults = new GenerationDefaults(Side: 1024, Steps: 26, Guidance: 4, Scheduler: "beta"),
        Networks = [ReadNetwork(tensors), .. T5Reader.Read(tensors, T5Prefixes), .. AutoencoderReader.Read(tensors)],
    };

    private static ChromaTransformer ReadNetwork(TensorNames tensors)
    {
        var prefix = tensors.UNetPrefix;
        int Size(string name, int axis) => tensors.Size($"{prefix}{name}.weight", axis);
        var (width, head) = (Size(FluxBody.PictureIn, 0), FluxBody.Axes.Sum());
        if (width % head != 0 || Size(FluxBody.PictureIn, 1) % FluxReader.Square != 0 || Size("final_layer.linear",
            0) % FluxReader.Square != 0)
            throw TensorHeader.Bad(tensors.Header.Path,
                $"its Chroma of width {width} has no whole number of heads of {head}, or its squares no whole number of channels");
        return new ChromaTransformer(
            prefix,
            Size(FluxBody.PictureIn, 1) / FluxReader.Square,
            Size("final_layer.linear", 0) / FluxReader.Square,
            width,
            width / head,
            Size("double_blocks.0.img_mlp.0", 0),
            tensors.Count(prefix + "double_blocks.", ".img_attn.qkv.weight"),
            tensors.Count(prefix + "single_blocks.", ".linear1.weight"),
            Size("txt_in", 1),
            Size(Approximator + "in_proj", 0),
            tensors.Count(prefix + Approximator + "layers.", ".in_layer.weight"));
    }

    /// <summary>T5's tokens as they are, and a guidance that is nothing unless it is said.</summary>
    private sealed class Inputs : IConditioningInputs
    {
        public static Inputs Instance { get; } = new();

        public void RequireFit(ConditioningEntry entry, Network denoiser, string model) =>
            TextInputs.RequireWidth(entry, (DenoiserNetwork)denoiser, model);

        public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use)
        {
            // what is usual is FLUX.1's; who says that number means it
            var said = ReferenceEquals(entry.Guidance, ToldGuidance.Usual) ? 0 : entry.Guidance.Strength ?? 0;
            // a token more is not the same when all attend to each other
            return
            [
                TextInputs.Context(entry) with { IsTokens = false },
                new(ChromaTransformer.GuidanceInput, new Tensor(new[] { said }, 1)),
            ];
        }
    }
}
