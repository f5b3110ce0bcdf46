using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Control;

/// <summary>When, where and how far hints lead a tiny model.</summary>
public sealed class ControlRunTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private const float Sigma = 5;

    private static readonly FamilyGolden Golden = FamilyGolden.Of("controlnet_sd15");
    private static readonly Tensor X = Golden.Array("traj_a_x").Slice(0);

    private readonly ModelPool _pool = shared.Pool;

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 0.1)]
    [InlineData(1, 0.9, 1)]
    public void Hint_OfNoStrengthOrAtAnotherTime_ChangesNothing(float strength, float start, float end)
    {
        var hint = Hint() with { Strength = strength, StartPercent = start, EndPercent = end };

        Assert.Equal(Denoise(Text("pos"), Text("neg")).Span, Denoise(Text("pos", hint), Text("neg", hint)).Span);
    }

    [Fact]
    public void Hints_Several_AddUp()
    {
        var (whole, half) = (Denoise(Text("pos", Hint()), Text("neg")),
            Denoise(Text("pos", Hint() with { Strength = 0.25f }, Hint() with { Strength = 0.75f }), Text("neg")));

        Compare.AssertRelativeError(whole, half, 1e-5);
        // one of them, once the other is over
        var over = Denoise(Text("pos", Hint() with { Strength = 0.5f, EndPercent = 0.1f }, Hint()), Text("neg"));
        Assert.Equal(whole.Span, over.Span);
    }

    [Fact]
    public void Hints_OfTwoNetworks_MeetInOneModel()
    {
        var adapter = new ControlHint(_pool.LoadControl(FamilyGolden.Of("t2i_adapter_sd15").File("adapter"), CancellationToken.None),
            FamilyGolden.Of("t2i_adapter_sd15").Array("hint"));
        Tensor[] all =
        [
            Denoise(Text("pos"), Text("neg")), Denoise(Text("pos", Hint()), Text("neg")), Denoise(Text("pos", adapter), Text("neg")),
            Denoise(Text("pos", Hint(), adapter), Text("neg")),
        ];

        Assert.Equal(all.Length, all.Select(denoised => denoised.Span.ToArray().Sum()).Distinct().Count());
        Compare.AssertRelativeError(all[3], Denoise(Text("pos", adapter, Hint()), Text("neg")), 1e-5);
    }

    /// <summary>The reference runs a side that is led and one that is not apart, and both mean what they mean alone.</summary>
    [Fact]
    public void Sides_LedApart_AreWhatEachIsAlone()
    {
        var (plain, led) = (Text("pos"), Text("pos", Hint()));
        var positive = Denoise(led, plain, guidance: 1);

        Compare.AssertRelativeError(positive, Denoise(plain, led, guidance: 0), 1e-5);
        Compare.AssertRelativeError(Denoise(plain, plain, guidance: 1), Denoise(led, plain, guidance: 0), 1e-5);
        var forAll = new Conditioning([led.Entries[0] with { ControlsAreShared = true }]);
        Compare.AssertRelativeError(positive, Denoise(forAll, plain, guidance: 0), 1e-5);
        // what has hints of its own keeps them
        var own = Text("pos", Hint() with { Strength = 0.1f });
        Compare.AssertRelativeError(Denoise(own, plain, guidance: 1), Denoise(forAll, own, guidance: 0), 1e-5);
    }

    [Fact]
    public void Area_WithAHint_IsLedByTheWholePictureSqueezedIntoIt()
    {
        var left = Crop(X, 12);
        var area = Text("pos", Hint()).Entries[0] with { Area = new ConditioningArea(16, 12, 0, 0, IsFraction: false) };
        var inside = Crop(Denoise(new Conditioning([area]), Text("neg"), guidance: 1), 12);

        Compare.AssertRelativeError(Denoise(Text("pos", Hint()), Text("neg"), guidance: 1, left), inside, 1e-4);
    }

    [Fact]
    public void Pictures_Several_LeadOneLatentEach()
    {
        var pictures = Tensor.Stack(Golden.Array("cn_hint"), Golden.Array("cn_hint").ZerosLike());
        var batch = Denoise(Text("pos", Hint() with { Pixels = pictures }), Text("neg"), x: Tensor.Stack(X, X));

        Compare.AssertRelativeError(Denoise(Text("pos", Hint()), Text("neg")), batch.Slice(0), 1e-5);
        Compare.AssertRelativeError(Denoise(Text("pos", Hint() with { Pixels = pictures.Slice(1) }), Text("neg")), batch.Slice(1), 1e-5);
    }

    [Theory]
    [InlineData(17, 23)]
    [InlineData(8, 9)]
    public void Adapter_OnLatentsOfOddSides_Fits(int height, int width)
    {
        var golden = FamilyGolden.Of("t2i_adapter_sd15");
        var hint = new ControlHint(_pool.LoadControl(golden.File("adapter"), CancellationToken.None), golden.Array("hint"));
        var x = new Tensor(1, 4, height, width);
        for (var i = 0; i < x.Length; i++)
            x.Span[i] = MathF.Sin(i);

        var led = Denoise(Text("pos", hint), Text("neg"), x: x);

        Assert.True(led.HasShapeOf(x) && led.AreFinite());
        Assert.NotEqual(Denoise(Text("pos"), Text("neg"), x: x).Span.ToArray(), led.Span.ToArray());
    }

    [Fact]
    public void Hint_OfNumbersThatAreNone_IsNamed()
    {
        var pixels = Golden.Array("cn_hint").Clone();
        pixels.Span[5] = float.NaN;

        var failure = Assert.Throws<EngineException>(() => Denoise(Text("pos", Hint() with { Pixels = pixels }), Text("neg")));

        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("The picture for the ControlNet 'cldm.safetensors'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_OfNumbersThatAreNone_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var tensors = ControlTensors.Of(FamilyGolden.Of("sd15_base").Path);
        tensors.Single(tensor => tensor.Name == "zero_convs.2.0.bias").Numbers[0] = float.PositiveInfinity;
        var broken = _pool.LoadControl(tensors.SaveControl(Path.Combine(folder.Path, "broken.safetensors")), CancellationToken.None);

        var failure = Assert.Throws<EngineException>(
            () => Denoise(Text("pos", Hint(), Hint() with { Control = broken }), Text("neg")));

        Assert.Contains("The ControlNet 'broken.safetensors' gave numbers that are not finite", failure.Message, StringComparison.Ordinal);
        _pool.Free();
    }

    private ControlHint Hint() => new(_pool.LoadControl(Golden.File("cldm"), CancellationToken.None), Golden.Array("cn_hint"));

    private static Conditioning Text(string side, params ControlHint[] hints) => new(
    [
        new ConditioningEntry(Golden.Array(side + "_context"))
        {
            Controls = hints.Aggregate(ControlHints.None, (all, hint) => all.With(hint)),
        },
    ]);

    private Tensor Denoise(Conditioning positive, Conditioning negative, double guidance = 4, Tensor? x = null)
    {
        var model = _pool.LoadCheckpoint(FamilyGolden.Of("sd15_base").Path, CancellationToken.None).Model;
        using var denoiser = _pool.Denoiser(model, positive, negative, guidance);
        return denoiser.Denoise(x ?? X, Sigma);
    }

    private static Tensor Crop(Tensor x, int width) => WindowSum.Crop(x, new LatentArea(0, 0, x.Size(2), width));
}
