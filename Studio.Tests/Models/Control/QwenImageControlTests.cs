using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>ControlNets for Qwen-Image: whole predictions against an independent calculation, and what does not fit.</summary>
public sealed class QwenImageControlTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private static readonly FamilyGolden Golden = FamilyGolden.Of("controlnet_qwen_image");
    private static readonly FamilyGolden Base = FamilyGolden.Of("qwen_image");

    private readonly ModelPool _pool = shared.Pool;

    private LoadedCheckpoint Qwen => _pool.LoadCheckpoint(Base.Path, CancellationToken.None);

    [Theory]
    [InlineData("union")]
    [InlineData("inpaint")]
    public void Prediction_LedByAHint_EqualsTheGolden(string file)
    {
        var hint = Hint(file) with { Keep = file == "inpaint" ? Keep() : null };

        Compare.AssertRelativeError(Golden.Array($"{file}_denoised"), Denoise(References.None, hint), 1e-3);
    }

    [Fact]
    public void Hints_OfSeveralNetworks_AddUpAndOfNoStrengthAreNone()
    {
        var (whole, other) = (Hint("union"), Hint("inpaint"));
        var both = Denoise(References.None, whole, other);

        var parts = Denoise(References.None, other, whole with { Strength = 0.2f }, whole with { Strength = 0.6f });
        Compare.AssertRelativeError(both, parts, 1e-4);
        Assert.NotEqual(Denoise(References.None, whole).Span.ToArray(), both.Span.ToArray());
        Compare.AssertRelativeError(Denoise(References.None), Denoise(References.None, whole with { Strength = 0 }), 1e-5);
    }

    /// <summary>Pictures to edit stand behind the one that is made: residuals are for that one.</summary>
    [Fact]
    public void Prediction_WithAPictureToEdit_IsLedToo()
    {
        var references = References.None.With(Flat("ref_latent_0"));
        var (plain, led) = (Denoise(references), Denoise(references, Hint("union")));

        Assert.True(led.AreFinite() && led.HasShapeOf(plain));
        Assert.NotEqual(plain.Span.ToArray(), led.Span.ToArray());
    }

    [Fact]
    public void ControlNet_ThatDoesNotFit_IsRefusedWithWhatFits()
    {
        var flux = _pool.LoadCheckpoint(FamilyGolden.Of("flux_dev").Path, CancellationToken.None).Model;
        var misfit = Assert.Throws<EngineException>(() => Control("union").On(flux));
        var noVae = Assert.Throws<EngineException>(() => Denoise(References.None, Hint("union") with { Vae = null }));

        Assert.Contains("is a ControlNet for Qwen-Image, but the model 'flux_dev.safetensors' is Flux dev", misfit.Message, StringComparison.Ordinal);
        Assert.Contains("Connect the model's VAE to the input 'vae'", noVae.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EachKind_IsToldByItsNamesAndShapes()
    {
        QwenImageControl Network(string file, string name)
        {
            var found = ModelDetector.Describe(TensorFormats.Read(Golden.File(file)))!;
            Assert.Equal(("controlnet", name), (found.Kind, found.Name));
            return Assert.IsType<QwenImageControl>(found.Family!.Networks.Single());
        }
        var (union, inpaint) = (Network("union", "ControlNet for Qwen-Image"), Network("inpaint", "ControlNet for inpainting for Qwen-Image"));

        Assert.Equal((2, 16, false), (union.Layers, union.HintChannels, union.Latents.HasMask));
        Assert.Equal((1, 17, true), (inpaint.Layers, inpaint.HintChannels, inpaint.Latents.HasMask));
    }

    private static Tensor Flat(string array) => Base.Array(array) is var x && x.Rank == 5
        ? x.Reshape(x.Size(0), x.Size(1), x.Size(3), x.Size(4))
        : x;

    private ControlModel Control(string file) => _pool.LoadControl(Golden.File(file), CancellationToken.None);

    private ControlHint Hint(string file) => new(Control(file), Base.Array("vae_image"))
    {
        Strength = (float)Golden.Cases["strength"]!,
        Vae = Qwen.Vae,
    };

    /// <summary>1 at the first pixel, 0.51 at the last.</summary>
    private static Tensor Keep()
    {
        var keep = new Tensor(1, 96, 80);
        for (var i = 0; i < keep.Length; i++)
            keep.Span[i] = 1 - (0.49f * i / (keep.Length - 1));
        return keep;
    }

    private Tensor Denoise(References references, params ControlHint[] hints)
    {
        var text = new Conditioning(
        [
            new ConditioningEntry(Base.Array("unet_context").Slice(0))
            {
                References = references,
                Controls = hints.Aggregate(ControlHints.None, (all, hint) => all.With(hint)),
            },
        ]);
        using var denoiser = _pool.Denoiser(Qwen.Model, text, text, guidance: 1);
        return denoiser.Denoise(Flat("i2i_denoised").Slice(0), (float)Golden.Cases["sigma"]!);
    }
}
