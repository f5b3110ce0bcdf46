using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Building;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>What only Flux has, against everything that the reference computes from tiny checkpoints in its true layout.</summary>
public sealed class FluxGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    public static TheoryData<string> Families => ["flux_dev", "flux_schnell"];

    [Fact]
    public void T5_Inside_EqualsTheReference()
    {
        var golden = FamilyGolden.Of("flux_dev");
        var encoder = Encoder(golden, NetworkRole.T5);
        var ids = golden.Cases["t5xxl_ids"]!.AsArray().Select(id => (int)id!).ToArray();
        Compare.AssertMaximumError(golden.Array("t5xxl_unpadded_hidden"), Run(encoder, ids), 2e-3);
        Compare.AssertMaximumError(golden.Array("t5xxl_hidden"), Run(encoder, [.. ids, .. new int[256 - ids.Length]]), 2e-3);
    }

    [Fact]
    public void T5_Buckets_AreTheReferences()
    {
        var buckets = FamilyGolden.Of("flux_dev").Cases["t5_buckets"]!.AsArray().Select(bucket => (int)bucket!);
        Assert.Equal(buckets, Enumerable.Range(-200, 401).Select(T5Text.Bucket));
    }

    [Fact]
    public void ClipL_Inside_EqualsTheReference()
    {
        var golden = FamilyGolden.Of("flux_dev");
        var ids = golden.Cases["clip_l_ids"]![0]!.AsArray().Select(id => (int)id!).ToArray();
        Compare.AssertMaximumError(golden.Array("clip_l_hidden"), Run(Encoder(golden, NetworkRole.ClipL), ids), 2e-3);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Denoiser_AtTwoTimesteps_EqualsTheReference(string name)
    {
        var golden = FamilyGolden.Of(name);
        using var network = _pool.Lease(Load(golden).Model.Network, CancellationToken.None);
        Tensor Output(NamedInput[] inputs) => network.Session.Run(inputs, [DenoiserNetwork.Result], CancellationToken.None)[0];
        Compare.AssertRelativeError(golden.Array("unet_out"), Output(Inputs(golden, "unet_x", rows: 2)), 1e-3);
        // sides that its squares do not divide
        Compare.AssertRelativeError(golden.Array("odd_out"), Output(Inputs(golden, "odd_x", rows: 1)), 1e-3);
    }

    /// <summary>Each row with its own noise level, text and guidance, through all that stands around the network.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Denoised_WithGuidance_EqualsTheReference(string name)
    {
        var (golden, model) = (FamilyGolden.Of(name), Load(FamilyGolden.Of(name)).Model);
        var (x, sigmas, expected) = (golden.Array("unet_x"), golden.Array("apply_sigma"), golden.Array("apply_denoised"));
        for (var row = 0; row < 2; row++)
        {
            var entry = new ConditioningEntry(golden.Array("unet_context").Slice(row)) { Pooled = golden.Array("unet_y").Slice(row) };
            if (golden.Has("unet_guidance"))
                entry = entry with { Guidance = new ToldGuidance(golden.Array("unet_guidance").Span[row]) };
            using var denoiser = _pool.Denoiser(model, new([entry]), new([entry]), guidance: 1);
            Compare.AssertRelativeError(expected.Slice(row), denoiser.Denoise(x.Slice(row), sigmas.Span[row]), 1e-3);
        }
    }

    /// <summary>A picture's lower half as tokens beside, in its own place, makes of the upper half what the whole picture makes.</summary>
    [Fact]
    public void Denoiser_WithAPictureBeside_SeesItWhereItIsSaidToBe()
    {
        var (golden, recipe) = (FamilyGolden.Of("flux_dev"), Load(FamilyGolden.Of("flux_dev")).Model.Network);
        var (upper, lower, whole) = (new Tensor(1, 16, 4, 6), new Tensor(1, 16, 6, 6), new Tensor(1, 16, 10, 6));
        var random = new Random(5);
        for (var i = 0; i < whole.Length; i++)
        {
            var (channel, at) = (i / 60, i % 60);
            whole.Span[i] = random.NextSingle() - 0.5f;
            (at < 24 ? upper.Span : lower.Span)[at < 24 ? (channel * 24) + at : (channel * 36) + at - 24] = whole.Span[i];
        }
        var tokens = ReferenceTokens.Of([lower], new ReferenceLayout(16, 2, 3), ReferencePlacement.Index, 4, 6);
        for (var token = 0; token < tokens.Places.Size(0); token++)
            (tokens.Places.Span[token * 3], tokens.Places.Span[(token * 3) + 1]) = (0, tokens.Places.Span[(token * 3) + 1] + 2);
        Tensor Output(NetworkRecipe of, Tensor sample, params NamedInput[] more)
        {
            using var network = _pool.Lease(of, CancellationToken.None);
            NamedInput[] inputs = [NamedInput.Of(DenoiserNetwork.SampleInput, sample), .. Inputs(golden, "odd_x", rows: 1)[1..], .. more];
            return network.Session.Run(inputs, [DenoiserNetwork.Result], CancellationToken.None)[0];
        }
        var beside = Output(recipe with { Network = (FluxTransformer)recipe.Network with { HasReferences = true } }, upper,
            NamedInput.Of(References.SquaresInput, tokens.Squares), NamedInput.Of(References.PlacesInput, tokens.Places));
        var expected = Output(recipe, whole);
        for (var channel = 0; channel < 16; channel++)
            Compare.AssertMaximumError(new Tensor(expected.Memory.Slice(channel * 60, 24), 24),
                new Tensor(beside.Memory.Slice(channel * 24, 24), 24), 1e-4);
    }

    [Fact]
    public void References_OfTheConditioning_ChangeThePictureAndOfAnotherFamilyAreRefused()
    {
        var (golden, model) = (FamilyGolden.Of("flux_dev"), Load(FamilyGolden.Of("flux_dev")).Model);
        float[] Of(References references)
        {
            var text = new Conditioning([new ConditioningEntry(golden.Array("text0_cond"))
            {
                Pooled = golden.Array("text0_pooled"),
                References = references,
            }]);
            using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
            return denoiser.Denoise(golden.Array("unet_x").Slice(0), 0.5f).Span.ToArray();
        }
        var latents = References.None.With(golden.Array("unet_x").Slice(1), golden.Array("unet_x").Slice(0));
        Assert.NotEqual(Of(References.None), Of(latents));
        Assert.Equal(Of(latents), Of(latents.With(ReferencePlacement.Offset)));
        Assert.NotEqual(Of(latents), Of(latents.With(ReferencePlacement.Index)));
        Assert.Contains("16 channels", Assert.Throws<EngineException>(() => Of(References.None.With(new Tensor(1, 4, 8, 8)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Guidance_ThatIsNone_IsAnotherThanAnyNumberAndUsualIsThreeAndAHalf()
    {
        var model = Load(FamilyGolden.Of("flux_dev")).Model;
        float[] Of(ToldGuidance? guidance)
        {
            var golden = FamilyGolden.Of("flux_dev");
            var entry = new ConditioningEntry(golden.Array("text0_cond")) { Pooled = golden.Array("text0_pooled") };
            var text = new Conditioning([guidance is null ? entry : entry with { Guidance = guidance }]);
            using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
            return denoiser.Denoise(golden.Array("unet_x").Slice(0), 0.5f).Span.ToArray();
        }
        Assert.Equal(Of(null), Of(new ToldGuidance(3.5f)));
        Assert.NotEqual(Of(ToldGuidance.None), Of(new ToldGuidance(0)));
        Assert.NotEqual(Of(null), Of(new ToldGuidance(0)));
    }

    /// <summary>Texts of unlike length do not run together: tokens that are repeated would change what all attend to.</summary>
    [Fact]
    public void Texts_OfUnlikeLength_AreEachAsIfAlone()
    {
        var (golden, model) = (FamilyGolden.Of("flux_dev"), Load(FamilyGolden.Of("flux_dev")).Model);
        var x = golden.Array("unet_x").Slice(0);
        var (longer, shorter) = (Text(golden, 256), Text(golden, 128));
        Tensor Denoised(Conditioning positive, Conditioning negative, double scale)
        {
            using var denoiser = _pool.Denoiser(model, positive, negative, scale);
            return denoiser.Denoise(x, 0.5f);
        }
        var (alone, other, both) = (Denoised(longer, shorter, 1), Denoised(longer, shorter, 0), Denoised(longer, shorter, 3));
        for (var i = 0; i < both.Length; i++)
            Assert.Equal(other.Span[i] + (3 * (alone.Span[i] - other.Span[i])), both.Span[i], 1e-3f);
    }

    /// <summary>
    /// Each operator's result rounded to half precision, as on a device that computes in it. T5 leaves the range of float16 at its true
    /// size, and so only computes in bfloat16.
    /// </summary>
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Families))]
    public void Networks_InHalfPrecision_AreNearTheReference(string name)
    {
        var golden = FamilyGolden.Of(name);
        var flux = Load(golden).Model.Network.Network;
        Tensor Denoised(HalfRun run) => HalfRuns.Run(golden.Path, flux.Prefix, g => flux.Build(g, GraphPatches.None), run,
            Inputs(golden, "unet_x", rows: 2))[0];
        Compare.AssertRelativeError(golden.Array("unet_out"), Denoised(HalfRun.Float16), 5e-3);
        Compare.AssertRelativeError(golden.Array("unet_out"), Denoised(HalfRun.BFloat16), 4e-2);
        var text = (T5Text)Encoder(golden, NetworkRole.T5).Network;
        var ids = golden.Cases["t5xxl_ids"]!.AsArray().Select(id => (int)id!).ToArray();
        Tensor[] Outputs(HalfRun? run) =>
            [.. HalfRuns.Run(golden.Path, text.Prefix, g => text.Build(g, GraphPatches.None), run, TextInputs(text, ids))];
        foreach (var (expected, actual) in Outputs(null).Zip(Outputs(HalfRun.BFloat16)))
            Compare.AssertRelativeError(expected, actual, 4e-2);
        Assert.Equal(NetworkPrecision.WideRange, text.Precision);
    }

    private static Conditioning Text(FamilyGolden golden, int tokens)
    {
        var text = golden.Array("text0_cond");
        return new([new ConditioningEntry(new Tensor(text.Memory[..(tokens * text.Size(2))], 1, tokens, text.Size(2)))
        {
            Pooled = golden.Array("text0_pooled"),
        }]);
    }

    private Tensor Run(NetworkRecipe encoder, int[] ids)
    {
        using var network = _pool.Lease(encoder, CancellationToken.None);
        return network.Session.Run(TextInputs((TextNetwork)encoder.Network, ids), [TextNetwork.LastHidden], CancellationToken.None)[0];
    }

    private static NamedInput[] TextInputs(TextNetwork text, int[] ids) =>
    [
        NamedInput.Of(TextNetwork.IdsInput, ids, 1, ids.Length), NamedInput.Of(TextNetwork.PositionsInput, Array.Empty<long>(), 0, 2),
        NamedInput.Of(TextNetwork.VectorsInput, new Tensor(0, text.Width)),
    ];

    private static NamedInput[] Inputs(FamilyGolden golden, string sample, int rows)
    {
        Tensor Of(string array) => golden.Array(array).Slice(0, rows);
        List<NamedInput> inputs =
        [
            NamedInput.Of(DenoiserNetwork.SampleInput, golden.Array(sample)),
            NamedInput.Of(DenoiserNetwork.TimestepInput, Of("unet_timesteps")),
            NamedInput.Of(DenoiserNetwork.ContextInput, Of("unet_context")),
            NamedInput.Of(FluxTransformer.SummaryInput, Of("unet_y")),
        ];
        if (golden.Has("unet_guidance"))
            inputs.Add(NamedInput.Of(FluxTransformer.GuidanceInput, Of("unet_guidance")));
        return [.. inputs];
    }

    private NetworkRecipe Encoder(FamilyGolden golden, NetworkRole role) =>
        Load(golden).Clip!.Encoders.Single(encoder => encoder.Network.Role == role);

    private LoadedCheckpoint Load(FamilyGolden golden) => _pool.LoadCheckpoint(golden.Path, CancellationToken.None);
}
