using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>ControlNets for FLUX.1 in each layout: whole predictions against an independent calculation, and what does not fit.</summary>
public sealed class FluxControlTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private static readonly FamilyGolden Golden = FamilyGolden.Of("controlnet_flux");
    private static readonly FamilyGolden Base = FamilyGolden.Of("flux_dev");

    private readonly ModelPool _pool = shared.Pool;

    private LoadedCheckpoint Flux => _pool.LoadCheckpoint(Base.Path, CancellationToken.None);

    [Theory]
    [InlineData("union", null, "union_denoised")]
    [InlineData("union", 2, "union_2_denoised")]
    [InlineData("inpaint", null, "inpaint_denoised")]
    [InlineData("xlabs", null, "xlabs_denoised")]
    public void Prediction_LedByAHint_EqualsTheGolden(string file, int? type, string expected)
    {
        var hint = Hint(file) with { Strength = (float)Golden.Cases["strength"]! };
        hint = hint with { Control = ((ControlModel)hint.Control).WithType(type), Keep = file == "inpaint" ? Keep() : null };

        Compare.AssertRelativeError(Golden.Array(expected), Denoise(hint), 1e-3);
    }

    [Fact]
    public void Hints_OfSeveralNetworks_AddUp()
    {
        var (whole, other) = (Hint("union"), Hint("xlabs") with { Strength = 0.5f });
        var both = Denoise(whole, other);

        Compare.AssertRelativeError(both, Denoise(other, whole with { Strength = 0.25f }, whole with { Strength = 0.75f }), 1e-4);
        Assert.NotEqual(Denoise(whole).Span.ToArray(), both.Span.ToArray());
        Assert.Equal(Denoise().Span, Denoise(whole with { EndPercent = 0 }).Span);
    }

    /// <summary>Where a mask says nothing, all is to stay.</summary>
    [Fact]
    public void Hint_WithoutAMask_StaysEverywhere()
    {
        var all = new Tensor(1, 8, 8);
        all.Span.Fill(1);

        Assert.Equal(Denoise(Hint("inpaint")).Span, Denoise(Hint("inpaint") with { Keep = all }).Span);
        Assert.NotEqual(Denoise(Hint("inpaint")).Span.ToArray(),
            Denoise(Hint("inpaint") with { Keep = new Tensor(1, 8, 8) }).Span.ToArray());
    }

    /// <summary>Pictures to edit stand behind the one that is made: residuals are for that one.</summary>
    [Fact]
    public void Prediction_WithAPictureToEdit_IsLedToo()
    {
        var references = References.None.With(Base.Array("unet_x").Slice(1));
        var (plain, led) = (Denoise(references), Denoise(references, Hint("union")));

        Assert.True(led.AreFinite() && led.HasShapeOf(plain));
        Assert.NotEqual(plain.Span.ToArray(), led.Span.ToArray());
        // of no strength it is as if there were none, also behind the text in blocks where both are one
        Compare.AssertRelativeError(plain, Denoise(references, Hint("union") with { Strength = 0 }), 1e-5);
    }

    [Fact]
    public void Schnell_WhichIsToldNoGuidance_IsLedByOneThatNeedsIt()
    {
        var schnell = _pool.LoadCheckpoint(FamilyGolden.Of("flux_schnell").Path, CancellationToken.None).Model;
        var (flux, control) = ((FluxTransformer)schnell.Network.Network, (FluxControl)Control("union").On(Flux.Model).Network);
        Assert.Equal((false, true), (flux.HasGuidance, control.HasGuidance));

        var led = Denoise(schnell, References.None, Hint("union"));

        Assert.True(led.AreFinite());
        Assert.NotEqual(Denoise(schnell, References.None).Span.ToArray(), led.Span.ToArray());
    }

    [Fact]
    public void Hint_WithoutAFittingVae_IsRefusedBeforeTheRun()
    {
        var none = Assert.Throws<EngineException>(() => Denoise(Hint("union") with { Vae = null }));
        var other = _pool.LoadCheckpoint(FamilyGolden.Of("sd15_base").Path, CancellationToken.None).Vae;
        var wrong = Assert.Throws<EngineException>(() => Denoise(Hint("union") with { Vae = other }));

        Assert.Equal((EngineError.BadPrompt, EngineError.BadPrompt), (none.Kind, wrong.Kind));
        Assert.Contains("Connect the model's VAE to the input 'vae'", none.Message, StringComparison.Ordinal);
        Assert.Contains("reads latents of 16 channels, and the VAE 'sd15_base.safetensors' makes 4", wrong.Message, StringComparison.Ordinal);
        // one that reads the picture itself needs none
        Assert.True(Denoise(Hint("xlabs") with { Vae = null }).AreFinite());
    }

    [Fact]
    public void ControlNet_AndModelOfTwoFamilies_AreRefusedWithWhatFits()
    {
        var sd = _pool.LoadCheckpoint(FamilyGolden.Of("sd15_base").Path, CancellationToken.None).Model;
        var ofSd = _pool.LoadControl(FamilyGolden.Of("controlnet_sd15").File("cldm"), CancellationToken.None);

        var there = Assert.Throws<EngineException>(() => Control("union").On(sd));
        var here = Assert.Throws<EngineException>(() => ofSd.On(Flux.Model));

        Assert.Contains("is a ControlNet union for Flux, but the model 'sd15_base.safetensors' is SD 1.x. Choose a ControlNet for SD 1.x",
            there.Message, StringComparison.Ordinal);
        Assert.Contains("is a ControlNet for SD 1.x, but the model 'flux_dev.safetensors' is Flux dev", here.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_ThatAUnionDoesNotKnow_IsRefused()
    {
        Assert.Equal((4, 0), (Control("union").Types, Control("xlabs").Types));
        Assert.Contains("tells 4 types of pictures apart", Assert.Throws<EngineException>(() => Control("union").WithType(4)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EachKind_IsToldByItsNamesAndShapes()
    {
        FluxControl Network(string file, string name)
        {
            var found = ModelDetector.Describe(TensorFormats.Read(Golden.File(file)))!;
            Assert.Equal(("controlnet", name), (found.Kind, found.Name));
            return Assert.IsType<FluxControl>(found.Family!.Networks.Single());
        }
        var (union, inpaint) = (Network("union", "ControlNet union for Flux"), Network("inpaint", "ControlNet for inpainting for Flux"));
        var xlabs = Network("xlabs", "ControlNet for Flux");

        Assert.Equal((1, 2, 16, 4), (union.Doubles, union.Singles, union.HintChannels, union.Modes));
        Assert.Equal((2, 0, 17, false), (inpaint.Doubles, inpaint.Singles, inpaint.HintChannels, inpaint.HasGuidance));
        Assert.Equal((false, true, null), (union.Latents?.HasMask, inpaint.Latents?.HasMask, xlabs.Latents?.HasMask));
    }

    [Theory]
    [InlineData("double", 19, 5, false, new[] { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4 })]
    [InlineData("double", 6, 2, true, new[] { 0, 1, 0, 1, 0, 1 })]
    [InlineData("single", 7, 10, false, new[] { 0, 1, 2, 3, 4, 5, 6 })]
    public void Points_OfANetwork_AreSpreadOverTheModel(string kind, int blocks, int own, bool inTurn, int[] expected)
    {
        TokenPoint[] points = [.. TokenPoint.All(kind, own, inTurn).Select(name => TokenPoint.Of(name)!)];

        Assert.Equal(expected, Enumerable.Range(0, blocks).Select(block =>
            points.Single(point => point.IsFor(new TokenBlock(kind, block, blocks))).Index));
        Assert.DoesNotContain(points, point => point.IsFor(new TokenBlock("other", 0, blocks)));
        Assert.Null(TokenPoint.Of(ControlPoint.Skip(3)));
    }

    private ControlModel Control(string file) => _pool.LoadControl(Golden.File(file), CancellationToken.None);

    private ControlHint Hint(string file) => new(Control(file), Base.Array("vae_image")) { Vae = Flux.Vae };

    /// <summary>1 at the first pixel, 0.51 at the last: everywhere of the half that leaves the picture as it is.</summary>
    private static Tensor Keep()
    {
        var keep = new Tensor(1, 128, 192);
        for (var i = 0; i < keep.Length; i++)
            keep.Span[i] = 1 - (0.49f * i / (keep.Length - 1));
        return keep;
    }

    private Tensor Denoise(params ControlHint[] hints) => Denoise(References.None, hints);

    private Tensor Denoise(References references, params ControlHint[] hints) => Denoise(Flux.Model, references, hints);

    private Tensor Denoise(DiffusionModel model, References references, params ControlHint[] hints)
    {
        var text = new Conditioning(
        [
            new ConditioningEntry(Base.Array("unet_context").Slice(0))
            {
                Pooled = Base.Array("unet_y").Slice(0),
                Guidance = new ToldGuidance(Base.Array("unet_guidance").Span[0]),
                References = references,
                Controls = hints.Aggregate(ControlHints.None, (all, hint) => all.With(hint)),
            },
        ]);
        using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
        return denoiser.Denoise(Base.Array("unet_x").Slice(0), (float)Golden.Cases["sigma"]!);
    }
}
