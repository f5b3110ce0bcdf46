using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;
using Studio.Tests.Models.Building;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Tiny checkpoints in each family's true layout and depth, against everything that the reference computes from them.</summary>
public sealed class FamilyGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private const int TextLength = 77;

    private readonly ModelPool _pool = shared.Pool;

    public static TheoryData<string> Families => ["sd15_base", "sd2_eps", "sd2_v", "sdxl", "sdxl_refiner"];

    /// <summary>With those whose networks have tests of their own beside.</summary>
    public static TheoryData<string> All => ["sd15_base", "sd2_eps", "sd2_v", "sdxl", "sdxl_refiner", "flux_dev", "flux_schnell", "sd3",
        "sd35_medium"];

    [Theory]
    [InlineData("sd15_base", "SD 1.x", nameof(Parameterization.Epsilon), 0.18215f)]
    [InlineData("sd2_eps", "SD 2.x", nameof(Parameterization.Epsilon), 0.18215f)]
    [InlineData("sd2_v", "SD 2.x", nameof(Parameterization.Velocity), 0.18215f)]
    [InlineData("sdxl", "SDXL", nameof(Parameterization.Epsilon), 0.13025f)]
    [InlineData("sdxl_refiner", "SDXL refiner", nameof(Parameterization.Epsilon), 0.13025f)]
    [InlineData("flux_dev", "Flux dev", nameof(Parameterization.Flow), 0.3611f)]
    [InlineData("flux_schnell", "Flux schnell", nameof(Parameterization.Flow), 0.3611f)]
    [InlineData("sd3", "SD 3", nameof(Parameterization.Flow), 1.5305f)]
    [InlineData("sd35_medium", "SD 3.5 medium", nameof(Parameterization.Flow), 1.5305f)]
    public void Family_OfItsFile_IsTold(string name, string family, string predicts, float scale)
    {
        var model = Load(name).Model;
        Assert.Equal(family, model.Family.Name);
        Assert.Same(typeof(Parameterization).GetProperty(predicts)!.GetValue(null), model.Parameterization);
        Assert.Equal(scale, model.Family.Latent.Scale);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Texts_WithWeights_EqualTheReference(string name)
    {
        var (golden, clip) = (FamilyGolden.Of(name), Load(name).Clip!);
        foreach (var (side, text) in new[] { ("text0", "positive"), ("text1", "negative") })
        {
            var entry = _pool.Encode(clip, (string)golden.Cases["prompts"]![text]!).Entries.Single();
            Compare.AssertMaximumError(golden.Array(side + "_cond"), entry.Embedding, 2e-3);
            Compare.AssertMaximumError(golden.Array(side + "_pooled"), entry.Pooled!, 2e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void TextEncoders_InnerLayers_EqualTheReference(string name)
    {
        var (golden, clip) = (FamilyGolden.Of(name), Load(name).Clip!);
        for (var at = 0; at < clip.Encoders.Length; at++)
        {
            var encoder = clip.Encoders[at];
            var (sizes, key) = ((ClipText)encoder.Network, encoder.Network.Role.Name["text:".Length..]);
            var ids = golden.Cases[key + "_ids"]![0]!.AsArray().Select(id => (int)id!).ToArray();
            // counted from the end; Stable Diffusion 1 and 2 take every layer through the final norm
            var isNormed = clip.Layout.Parts[at].NormsHidden;
            var names = Enumerable.Range(1, 3).Select(layer => isNormed ? ClipText.Normed(layer) : ClipText.Hidden(layer));
            var outputs = Run(encoder, ids, [.. names, sizes.Projection > 0 ? ClipText.Projected : ClipText.LastHidden]);
            for (var layer = 1; layer <= 3; layer++)
                Compare.AssertMaximumError(golden.Array($"{key}_layer{layer}_hidden"), outputs[layer - 1], 2e-3);
            if (sizes.Projection > 0 && golden.Has(key + "_pooled_projected"))
                Compare.AssertMaximumError(golden.Array(key + "_pooled_projected"), outputs[^1], 2e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Denoiser_AtTwoTimesteps_EqualsTheReference(string name)
    {
        var golden = FamilyGolden.Of(name);
        var recipe = Load(name).Model.Network;
        using var network = _pool.Lease(recipe, CancellationToken.None);
        var output = network.Session.Run(DenoiserInputs(golden).ToArray(), [DenoiserNetwork.Result], CancellationToken.None)[0];
        Compare.AssertRelativeError(golden.Array("unet_out"), output, 1e-3);
    }

    /// <summary>
    /// Each operator's result rounded to half precision, as on a device that computes in it; the reference is float32. An overflow or a
    /// lost epsilon makes far more than rounding does, which is 2.8e-3 in the denoisers.
    /// </summary>
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Families))]
    public void Networks_InHalfPrecision_AreNearTheReference(string name)
    {
        var (golden, loaded) = (FamilyGolden.Of(name), Load(name));
        var unet = loaded.Model.Network.Network;
        var output = HalfRuns.Run(golden.Path, unet.Prefix, g => unet.Build(g, GraphPatches.None), HalfRun.Float16,
            DenoiserInputs(golden).ToArray())[0];
        Compare.AssertRelativeError(golden.Array("unet_out"), output, 5e-3);
        foreach (var encoder in loaded.Clip!.Encoders)
        {
            var (text, key) = ((ClipText)encoder.Network, encoder.Network.Role.Name["text:".Length..]);
            var ids = golden.Cases[key + "_ids"]![0]!.AsArray().Select(id => (int)id!).ToArray();
            Tensor[] Outputs(HalfRun? run) => [.. HalfRuns.Run(golden.Path, text.Prefix, g => text.Build(g, GraphPatches.None), run,
                TextInputs(text, ids, text.Projection > 0).ToArray())];
            foreach (var (expected, actual) in Outputs(null).Zip(Outputs(HalfRun.Float16)))
                Compare.AssertRelativeError(expected, actual, 1e-2);
        }
    }

    /// <summary>Each row with its own noise level, sizes and text, through all that stands around the network.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Denoised_WithSizes_EqualsTheReference(string name)
    {
        var (golden, model) = (FamilyGolden.Of(name), Load(name).Model);
        var (x, sigmas, expected) = (golden.Array("apply_x"), golden.Array("apply_sigma"), golden.Array("apply_denoised"));
        for (var row = 0; row < 2; row++)
        {
            var conditioning = new Conditioning([Told(golden, row)]);
            var isNegative = row == 1;
            // the guidance that takes the negative's prediction alone, and the positive's alone
            using var denoiser = _pool.Denoiser(model, conditioning, conditioning, isNegative ? 0 : 1);
            Compare.AssertRelativeError(expected.Slice(row), denoiser.Denoise(x.Slice(row), sigmas.Span[row]), 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TextToImage_EulerSteps_EqualsTheReference(string name)
    {
        var golden = FamilyGolden.Of(name);
        var (latent, vae) = (Sample(golden, "traj", new Latent(golden.Array("traj_latent").ZerosLike())), Load(name).Vae!);
        Compare.AssertRelativeError(golden.Array("traj_latent"), latent, 1e-2);
        if (golden.Has("traj_image"))
            Compare.AssertPsnr(golden.Array("traj_image"), _pool.Decode(vae, golden.Array("traj_latent")), 45);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ImageToImage_ThreeSteps_EqualsTheReference(string name)
    {
        var golden = FamilyGolden.Of(name);
        var latent = Sample(golden, "i2i", new Latent(golden.Array("vae_latent")));
        Compare.AssertRelativeError(golden.Array("i2i_latent"), latent, 1e-2);
        if (golden.Has("i2i_image"))
            Compare.AssertPsnr(golden.Array("i2i_image"), _pool.Decode(Load(name).Vae, latent), 45);
    }

    [Theory]
    [InlineData("sd15_base")]
    [InlineData("sd2_v")]
    [InlineData("sdxl")]
    [InlineData("sdxl_refiner")]
    [InlineData("flux_dev")]
    [InlineData("sd3")]
    public void Autoencoder_BothWays_EqualsTheReference(string name)
    {
        var (golden, loaded) = (FamilyGolden.Of(name), Load(name));
        var latent = _pool.Encode(loaded.Vae, golden.Array("vae_image"));
        Compare.AssertRelativeError(golden.Array("vae_latent"), latent, 1e-3);
        Compare.AssertRelativeError(golden.Array("vae_latent_scaled"), loaded.Model.Family.Latent.ToModel(latent), 1e-3);
        var raw = golden.Array("vae_decoded_raw");
        for (var i = 0; i < raw.Length; i++)
            raw.Span[i] = Math.Clamp((raw.Span[i] + 1) / 2, 0, 1);
        Compare.AssertPsnr(Pictures.FromPlanes(raw), _pool.Decode(loaded.Vae, golden.Array("vae_latent")), 60);
    }

    /// <summary>The settings of a run, and at each step what the reference was given and made of it.</summary>
    private Tensor Sample(FamilyGolden golden, string run, Latent start)
    {
        var (settings, model) = (golden.Cases[run]!, _pool.LoadCheckpoint(golden.Path, CancellationToken.None).Model);
        var guider = new ClassifierFreeGuider(model, new([Text(golden, 0)]), new([Text(golden, 1)]), (double)settings["cfg"]!);
        var plan = new SamplingPlan(BuiltIn.Schedules.Get((string)settings["scheduler"]!),
            (int)settings["steps"]!) { Denoise = (double)settings["denoise"]! };
        var sigmas = plan.Sigmas(model.Sigmas);
        Compare.AssertMaximumError(golden.Array(run + "_sigmas"), new Tensor(sigmas, sigmas.Length), 1e-4);
        using (var denoiser = new LatentSampling(_pool).Denoiser(guider, CancellationToken.None))
        {
            var (x, denoised) = (golden.Array(run + "_x"), golden.Array(run + "_denoised"));
            for (var step = 0; step < sigmas.Length - 1; step++)
                Compare.AssertRelativeError(denoised.Slice(step), denoiser.Denoise(x.Slice(step), sigmas[step]), 1e-3);
        }
        return _pool.Sample(new SamplingRequest(guider, start)
        {
            Sampler = BuiltIn.Samplers.Get((string)settings["sampler"]!),
            Sigmas = sigmas,
            Seed = (ulong)settings["seed"]!,
        }).Samples;
    }

    private static ConditioningEntry Text(FamilyGolden golden, int side) =>
        new(golden.Array($"text{side}_cond")) { Pooled = golden.Array($"text{side}_pooled") };

    /// <summary>The text of a row with the sizes that the reference was told.</summary>
    private static ConditioningEntry Told(FamilyGolden golden, int row)
    {
        var entry = new ConditioningEntry(golden.Array("unet_context").Slice(row)) { Pooled = golden.Array($"text{row}_pooled") };
        if (golden.Cases["unet_y"]?[$"row{row}"] is not { } told)
            return entry;
        int? Number(string key) => (int?)told[key];
        return entry with
        {
            Sizes = new PictureSizes(Number("width"), Number("height"), Number("crop_w") ?? 0, Number("crop_h") ?? 0,
                Number("target_width"), Number("target_height")),
            AestheticScore = (float?)told["aesthetic_score"],
        };
    }

    private IReadOnlyList<Tensor> Run(NetworkRecipe encoder, int[] ids, string[] outputs)
    {
        using var network = _pool.Lease(encoder, CancellationToken.None);
        var text = (ClipText)encoder.Network;
        return network.Session.Run(TextInputs(text, ids, text.Projection > 0).ToArray(), outputs, CancellationToken.None);
    }

    private static List<NamedInput> TextInputs(ClipText text, int[] ids, bool hasEnd)
    {
        List<NamedInput> inputs =
        [
            NamedInput.Of(ClipText.IdsInput, ids, 1, TextLength), NamedInput.Of(ClipText.PositionsInput, Array.Empty<long>(), 0, 2),
            NamedInput.Of(ClipText.VectorsInput, new Tensor(0, text.Width)),
        ];
        if (hasEnd)
            inputs.Add(NamedInput.Of(ClipText.EndInput, [Array.IndexOf(ids, ClipTokenizer.End)], 1));
        return inputs;
    }

    private static List<NamedInput> DenoiserInputs(FamilyGolden golden)
    {
        List<NamedInput> inputs =
        [
            NamedInput.Of(DenoiserNetwork.SampleInput, golden.Array("unet_x")),
            NamedInput.Of(DenoiserNetwork.TimestepInput, golden.Array("unet_timesteps")),
            NamedInput.Of(DenoiserNetwork.ContextInput, golden.Array("unet_context")),
        ];
        if (golden.Has("unet_y"))
            inputs.Add(NamedInput.Of(UNet.LabelInput, golden.Array("unet_y")));
        return inputs;
    }

    private LoadedCheckpoint Load(string name) => _pool.LoadCheckpoint(FamilyGolden.Of(name).Path, CancellationToken.None);

    public sealed class SharedPool : IDisposable
    {
        public ModelPool Pool { get; } = new(new ModelPoolOptions());

        public void Dispose() => Pool.Dispose();
    }
}
