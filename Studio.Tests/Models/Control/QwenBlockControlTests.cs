using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>DiffSynth's ControlNets for Qwen-Image through their node: predictions against an independent calculation.</summary>
public sealed class QwenBlockControlTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private static readonly FamilyGolden Golden = FamilyGolden.Of("controlnet_qwen_image");
    private static readonly FamilyGolden Base = FamilyGolden.Of("qwen_image");

    private readonly ModelPool _pool = shared.Pool;

    private LoadedCheckpoint Qwen => _pool.LoadCheckpoint(Base.Path, CancellationToken.None);

    [Theory]
    [InlineData("diffsynth")]
    [InlineData("diffsynth_mask")]
    public void Prediction_LedByAPatch_EqualsTheGolden(string file) =>
        Compare.AssertRelativeError(Golden.Array($"{file}_denoised"), Denoise(Apply(file, isMasked: file == "diffsynth_mask")), 1e-3);

    [Fact]
    public void Prediction_WithAPictureToEdit_IsLedToo()
    {
        var references = References.None.With(Flat("ref_latent_0"));
        var (plain, led) = (Denoise(Qwen.Model, references), Denoise(Apply("diffsynth"), references));

        Assert.True(led.AreFinite() && led.HasShapeOf(plain));
        Assert.NotEqual(plain.Span.ToArray(), led.Span.ToArray());
        Compare.AssertRelativeError(plain, Denoise(Apply("diffsynth", strength: 0), references), 1e-5);
    }

    [Fact]
    public void Patch_OnAnotherModel_IsRefusedWithWhatFits()
    {
        var z = _pool.LoadCheckpoint(FamilyGolden.Of("z_image").Path, CancellationToken.None).Model;

        var failure = Assert.Throws<EngineException>(() => Apply("diffsynth", model: z));

        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("is a DiffSynth ControlNet for Qwen-Image, but the model 'z_image.safetensors' is Z-Image", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EachKind_IsToldByItsNamesAndShapes()
    {
        QwenBlockControl Network(string file) =>
            Assert.IsType<QwenBlockControl>(ModelDetector.Describe(TensorFormats.Read(Golden.File(file)))!.Family!.Networks.Single());

        Assert.Equal((false, 16, 3), (Network("diffsynth").ReadsMask, Network("diffsynth").HintChannels, Network("diffsynth").Layers));
        Assert.Equal((true, 17), (Network("diffsynth_mask").ReadsMask, Network("diffsynth_mask").HintChannels));
    }

    private static Tensor Flat(string array)
    {
        var x = Base.Array(array);
        return x.Rank == 5 ? x.Reshape(x.Size(0), x.Size(1), x.Size(3), x.Size(4)) : x;
    }

    private DiffusionModel Apply(string file, bool isMasked = false, double? strength = null, DiffusionModel? model = null)
    {
        // 0 at the first pixel, 0.49 at the last
        var mask = new Tensor(1, 96, 80);
        for (var i = 0; i < mask.Length; i++)
            mask.Span[i] = 0.49f * i / (mask.Length - 1);
        return new QwenImageDiffsynthControlnet(new LatentCodec(_pool))
        {
            Model = model ?? Qwen.Model,
            ModelPatch = _pool.LoadPatch(Golden.File(file), CancellationToken.None),
            Vae = Qwen.Vae!,
            Image = new Image(Base.Array("vae_image")),
            Strength = strength ?? (double)Golden.Cases["strength"]!,
            Mask = isMasked ? new Mask(mask) : null,
        }.Run(NodeRuns.Context());
    }

    private Tensor Denoise(DiffusionModel model, References? references = null)
    {
        var text = new Conditioning(
            [new ConditioningEntry(Base.Array("unet_context").Slice(0)) { References = references ?? References.None }]);
        using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
        return denoiser.Denoise(Flat("i2i_denoised").Slice(0), (float)Golden.Cases["sigma"]!);
    }
}
