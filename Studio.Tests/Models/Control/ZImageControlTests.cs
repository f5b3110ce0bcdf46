using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>ControlNets for Z-Image through their nodes: predictions against an independent calculation, and what does not fit.</summary>
public sealed class ZImageControlTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private static readonly FamilyGolden Golden = FamilyGolden.Of("controlnet_z_image");
    private static readonly FamilyGolden Base = FamilyGolden.Of("z_image");
    private static readonly Tensor X = Base.Array("i2i_denoised").Slice(0);

    private readonly ModelPool _pool = shared.Pool;

    private LoadedCheckpoint ZImage => _pool.LoadCheckpoint(Base.Path, CancellationToken.None);

    [Theory]
    [InlineData("apart")]
    [InlineData("together")]
    [InlineData("first")]
    public void Prediction_LedByAPatch_EqualsTheGolden(string file)
    {
        var node = Node(file);
        if (file != "apart")
            node = Node(file, whole: Picture, mask: SoftMask());

        Compare.AssertRelativeError(Golden.Array($"{file}_denoised"), Denoise(node.Run(NodeRuns.Context())), 1e-3);
    }

    /// <summary>The older node leads Z-Image as well; without a picture to complete it shows a grey one.</summary>
    [Fact]
    public void DiffsynthNode_WithAZImagePatch_DoesTheSame()
    {
        var older = new QwenImageDiffsynthControlnet(new LatentCodec(_pool))
        {
            Model = ZImage.Model,
            ModelPatch = Patch("together"),
            Vae = ZImage.Vae!,
            Image = Picture,
            Strength = 0.8,
        };

        var led = Denoise(older.Run(NodeRuns.Context()));

        Assert.Equal(Denoise(Node("together").Run(NodeRuns.Context())).Span, led.Span);
        Assert.NotEqual(Golden.Array("together_denoised").Span.ToArray(), led.Span.ToArray());
    }

    [Fact]
    public void Strength_OfNothing_ChangesNothingAndTwoHalvesAreBothThere()
    {
        var plain = Denoise(ZImage.Model);
        Compare.AssertRelativeError(plain, Denoise(Node("apart", strength: 0).Run(NodeRuns.Context())), 1e-5);

        var once = Node("apart", strength: 0.4).Run(NodeRuns.Context());
        var twice = Node("apart", once, strength: 0.4).Run(NodeRuns.Context());
        var (one, two) = (Denoise(once), Denoise(twice));
        Assert.NotEqual(plain.Span.ToArray(), one.Span.ToArray());
        Assert.NotEqual(one.Span.ToArray(), two.Span.ToArray());
        Assert.Equal(2, twice.Patches.Count);
    }

    [Fact]
    public void Pictures_OfOtherSizesAndLatentsOfOddSides_AreFitted()
    {
        var wide = new Image(Resample.Pixels(Picture.Pixels, 200, 120, ResampleMethod.Area));
        var x = new Tensor(1, 16, 11, 9);
        for (var i = 0; i < x.Length; i++)
            x.Span[i] = MathF.Sin(i);

        var led = Denoise((Node("together", whole: wide, mask: SoftMask()) with { Image = null }).Run(NodeRuns.Context()), x);

        Assert.True(led.AreFinite() && led.HasShapeOf(x));
        Assert.NotEqual(Denoise(ZImage.Model, x).Span.ToArray(), led.Span.ToArray());
    }

    /// <summary>Where more than half is to be made anew, what is to be completed does not matter.</summary>
    [Fact]
    public void Mask_HidesWhatItCovers()
    {
        var all = new Tensor(1, 8, 8);
        all.Span.Fill(0.9f);
        Tensor Of(Image whole) => Denoise(Node("together", whole: whole, mask: all).Run(NodeRuns.Context()));
        var other = Picture.Pixels.Clone();
        other.Span.Reverse();

        Assert.Equal(Of(Picture).Span, Of(new Image(other)).Span);
    }

    [Fact]
    public void Patch_ThatDoesNotFit_IsRefusedWithWhatFits()
    {
        var flux = _pool.LoadCheckpoint(FamilyGolden.Of("flux_dev").Path, CancellationToken.None).Model;
        var sd = _pool.LoadCheckpoint(FamilyGolden.Of("sd15_base").Path, CancellationToken.None).Vae!;

        AssertRefused("is a ControlNet for Z-Image, but the model 'flux_dev.safetensors' is Flux dev. Connect a model that fits it", Node("apart", flux));
        AssertRefused("and the VAE 'sd15_base.safetensors' makes 4. Connect the VAE of FLUX.1, Z-Image or SD 3", Node("apart") with { Vae = sd });
        AssertRefused("is shown no picture. Connect one to the input 'image'.", Node("apart", whole: Picture) with { Image = null });
        AssertRefused("or one to complete to 'inpaint_image'", Node("together") with { Image = null });
    }

    [Fact]
    public void Patch_WithoutInpainting_SaysWhatItLeavesOut()
    {
        var events = new Recorder();

        Node("apart", whole: Picture).Run(NodeRuns.Context(events));

        Assert.Contains("knows nothing of inpainting", events.All.OfType<ExecutionEvent.Warned>().Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_EachKind_IsToldByItsNamesShapesAndZeros()
    {
        ZImageControl Network(string file)
        {
            var found = ModelDetector.Describe(TensorFormats.Read(Golden.File(file)))!;
            Assert.Equal(("model_patches", "ControlNet for Z-Image"), (found.Kind, found.Name));
            return Assert.IsType<ZImageControl>(found.Family!.Networks.Single());
        }
        Assert.Equal((ZImageControlOrder.Apart, 2, 16, false),
            (Network("apart").Order, Network("apart").Layers, Network("apart").HintChannels, Network("apart").KnowsInpainting));
        Assert.Equal((ZImageControlOrder.Together, 33), (Network("together").Order, Network("together").HintChannels));
        Assert.Equal(ZImageControlOrder.LayersFirst, Network("first").Order);
    }

    [Fact]
    public void Files_OfOtherKinds_AreRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var uso = Path.Combine(folder.Path, "uso.safetensors");
        new SafetensorsWriter().Add("feature_embedder.mid_layer_norm.bias", "F32", [1], 1).Save(uso);

        var unsupported = Assert.Throws<EngineException>(() => _pool.LoadPatch(uso, CancellationToken.None));
        var checkpoint = Assert.Throws<EngineException>(() => _pool.LoadPatch(Base.Path, CancellationToken.None));
        var control = Assert.Throws<EngineException>(() => _pool.LoadControl(Golden.File("apart"), CancellationToken.None));

        Assert.Equal(EngineError.Unsupported, unsupported.Kind);
        Assert.Contains("was recognised as USO's projector of styles (Flux)", unsupported.Message, StringComparison.Ordinal);
        Assert.Contains("has no model patch. Use a ControlNet for Z-Image", checkpoint.Message, StringComparison.Ordinal);
        Assert.Contains("'apart.safetensors' (ControlNet for Z-Image) has no ControlNet.", control.Message, StringComparison.Ordinal);
    }

    private static Image Picture => new(Base.Array("vae_image"));

    private PatchModel Patch(string file) => _pool.LoadPatch(Golden.File(file), CancellationToken.None);

    private Applied Node(string file, DiffusionModel? model = null, double strength = 0.8, Image? whole = null, Tensor? mask = null) =>
        new(_pool, model ?? ZImage.Model, Patch(file), ZImage.Vae!, strength, Picture, whole, mask is null ? null : new Mask(mask));

    private static void AssertRefused(string words, Applied node)
    {
        var failure = Assert.Throws<EngineException>(() => node.Run(NodeRuns.Context()));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>0 at the first pixel, 0.49 at the last: everywhere of the half that leaves the picture as it is.</summary>
    private static Tensor SoftMask()
    {
        var mask = new Tensor(1, 96, 80);
        for (var i = 0; i < mask.Length; i++)
            mask.Span[i] = 0.49f * i / (mask.Length - 1);
        return mask;
    }

    private Tensor Denoise(DiffusionModel model, Tensor? x = null)
    {
        var text = new Conditioning([new ConditioningEntry(Base.Array("unet_context").Slice(0))]);
        using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
        return denoiser.Denoise(x ?? X, (float)Golden.Cases["sigma"]!);
    }

    /// <summary>The node with its inputs.</summary>
    private sealed record Applied(ModelPool Pool, DiffusionModel Model, PatchModel Patch, VaeModel Vae, double Strength, Image? Image,
        Image? Whole, Mask? Mask)
    {
        public DiffusionModel Run(NodeContext context) => new ZImageFunControlnet(new LatentCodec(Pool))
        {
            Model = Model,
            ModelPatch = Patch,
            Vae = Vae,
            Strength = Strength,
            Image = Image,
            InpaintImage = Whole,
            Mask = Mask,
        }.Run(context);
    }
}
