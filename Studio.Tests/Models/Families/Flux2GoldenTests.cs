using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Building;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>
/// FLUX.2 klein, and dev's denoiser, against everything that the reference computes from tiny checkpoints in their true layout.
/// </summary>
public sealed class Flux2GoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    private static FamilyGolden Klein => FamilyGolden.Of("flux2_klein");

    private static FamilyGolden Dev => FamilyGolden.Of("flux2_dev");

    private LoadedCheckpoint Loaded => _pool.LoadCheckpoint(Klein.Path, CancellationToken.None);

    [Fact]
    public void Families_OfTheirFiles_AreTold()
    {
        var family = Loaded.Model.Family;
        Assert.Equal(("FLUX.2 klein", 128, 16), (family.Name, family.Latent.Channels, family.Latent.Factor));
        Assert.True(family.IsWhole);
        Assert.Equal("FLUX.2 dev", _pool.LoadModel(Dev.Path, CancellationToken.None).Family.Name);
    }

    /// <summary>Three layers side by side, the text filled up to 512 tokens that nobody looks at.</summary>
    [Fact]
    public void Texts_EqualTheReference()
    {
        Compare.AssertMaximumError(Klein.Array("text0_cond"), Text(0).Embedding, 2e-3);
        var (expected, empty) = (Klein.Array("text1_cond"), Text(1).Embedding);
        var width = empty.Size(2);
        // the golden has the first 24 and the last 8
        var kept = new Tensor(empty.Span[..(24 * width)].ToArray().Concat(empty.Span[^(8 * width)..].ToArray()).ToArray(), 1, 32, width);
        Compare.AssertMaximumError(expected, kept, 2e-3);
    }

    [Fact]
    public void TextEncoder_RunsTheLayersThatAreRead() => Assert.Equal(27, ((QwenText)Loaded.Clip!.Encoders.Single().Network).Depth);

    /// <summary>All 36 layers, of the first 48 tokens: none sees what comes after it.</summary>
    [Fact]
    public void TextEncoder_Inside_EqualsTheReference()
    {
        var recipe = Loaded.Clip!.Encoders.Single();
        var text = (QwenText)recipe.Network with { Depth = 36 };
        int[] ids = [.. Klein.Cases["tokens_0"]!["qwen3_4b"]![0]!.AsArray().Take(48).Select(token => (int)(double)token![0]!)];
        var (all, layers) = (Klein.Array("te_layers_first48"), new[] { 1, 2, 9, 18, 27, 35 });
        using var network = _pool.Lease(recipe with { Network = text }, CancellationToken.None);
        var outputs = network.Session.Run(QwenRuns.Inputs(text, ids),
            [.. layers.Select(layer => TextNetwork.Hidden(text.Layers - layer + 1)), TextNetwork.LastHidden], CancellationToken.None);
        // the golden begins with the tokens themselves
        all = all.Reshape(layers.Length + 2, 48, text.Width);
        for (var i = 0; i < outputs.Count; i++)
            Compare.AssertMaximumError(all.Slice(i + 1), outputs[i], 2e-3);
    }

    [Fact]
    public void Denoisers_AtTwoTimesteps_EqualTheReference()
    {
        Compare.AssertRelativeError(Klein.Array("unet_out"), Output(Loaded.Model, Klein, "unet_x", 2), 1e-3);
        Compare.AssertRelativeError(Klein.Array("odd_out"), Output(Loaded.Model, Klein, "odd_x", 1), 1e-3);
        var dev = _pool.LoadModel(Dev.Path, CancellationToken.None);
        Compare.AssertRelativeError(Dev.Array("unet_out"), Output(dev, Dev, "unet_x", 2), 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Denoised_EqualsTheReference(int row)
    {
        using var network = _pool.Lease(Loaded.Model.Network, CancellationToken.None);
        var (x, sigma) = (Klein.Array("unet_x").Slice(row), Klein.Array("apply_sigma").Span[row]);
        var output = network.Session.Run(Inputs(x, new Tensor(new[] { sigma }, 1), Klein.Array("unet_context").Slice(row), null),
            [DenoiserNetwork.Result], CancellationToken.None)[0];
        var denoised = Loaded.Model.Parameterization.Denoised(x, output, sigma);
        Compare.AssertRelativeError(Klein.Array("apply_denoised").Slice(row), denoised, 1e-3);
    }

    [Theory]
    [InlineData(false, "ref_out")]
    [InlineData(true, "ref_zero_out")]
    public void Denoiser_WithPicturesBeside_EqualsTheReference(bool withoutNoise, string array)
    {
        var references = References.None.With(Klein.Array("ref_latent_0"), Klein.Array("ref_latent_1"));
        if (withoutNoise)
            references = references.With(ReferencePlacement.IndexWithoutNoise);
        var entry = new ConditioningEntry(Klein.Array("unet_context").Slice(0)) { References = references };
        var (recipe, x) = (Loaded.Model.Network, Klein.Array("unet_x").Slice(0));
        var denoiser = ((DenoiserNetwork)recipe.Network).For([entry]);
        using var network = _pool.Lease(recipe with { Network = denoiser }, CancellationToken.None);
        // the golden's text is not filled up
        var told = Loaded.Model.Family.Conditioning.Of(entry, denoiser, new ConditioningUse(x.Size(2) * 16, x.Size(3) * 16, false))
            .Where(input => input.Name != DenoiserNetwork.ContextInput).Select(input => NamedInput.Of(input.Name, input.Value));
        var output = network.Session.Run(
            [
                NamedInput.Of(DenoiserNetwork.SampleInput, x),
                NamedInput.Of(DenoiserNetwork.TimestepInput, Klein.Array("unet_timesteps").Slice(0, 1)),
                NamedInput.Of(DenoiserNetwork.ContextInput, entry.Embedding), .. told,
            ],
            [DenoiserNetwork.Result],
            CancellationToken.None)[0];
        Compare.AssertRelativeError(Klein.Array(array), output, 1e-3);
    }

    [Fact]
    public void Run_OfKlein_EqualsTheReference() => AssertRun("traj");

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("cfg")]
    [InlineData("i2i")]
    [InlineData("edit")]
    public void Run_InAnotherWay_EqualsTheReference(string run) => AssertRun(run);

    private void AssertRun(string run)
    {
        var references = run == "edit" ? References.None.With(Klein.Array("ref_latent_0"), Klein.Array("ref_latent_1")) : References.None;
        Conditioning Told(int prompt) => new([Text(prompt) with { References = references }]);
        GoldenRun.Assert(_pool, Klein, run, Loaded.Model, Told(0), Told(1), run == "i2i" ? Klein.Array("vae_latent") : null, run switch
        {
            "traj" => Flux2Schedule.Sigmas(steps: 4, 192 * 128 / 256),
            "edit" => Klein.Array("edit_sigmas").Span.ToArray(),
            _ => null,
        });
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Run_OfDev_FillsShortTextsBeforeThem()
    {
        var text = new Conditioning([new ConditioningEntry(Dev.Array("unet_context").Slice(0)) { Guidance = new ToldGuidance(4) }]);
        GoldenRun.Assert(_pool, Dev, "traj", _pool.LoadModel(Dev.Path, CancellationToken.None), text, text,
            sigmas: Dev.Array("traj_sigmas").Span.ToArray());
    }

    [Fact]
    public void Autoencoder_BothWays_EqualsTheReference() => GoldenRun.AssertAutoencoder(_pool, Klein, Loaded);

    [Fact]
    public void Schedule_OfEachSize_EqualsTheReference()
    {
        foreach (var row in Klein.Cases["schedules"]!.AsArray())
        {
            var (steps, tokens) = ((int)row!["steps"]!, (int)Math.Round((int)row["width"]! * (double)row["height"]! / 256));
            float[] expected = [.. row["sigmas"]!.AsArray().Select(sigma => (float)sigma!)];
            var levels = new Tensor(Flux2Schedule.Sigmas(steps, tokens), expected.Length);
            Compare.AssertMaximumError(new Tensor(expected, expected.Length), levels, 1e-6);
        }
    }

    /// <summary>Each operator's result rounded to half precision, as on a device that computes in it.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Denoiser_InHalfPrecision_IsNearTheReference()
    {
        var denoiser = Loaded.Model.Network.Network;
        var result = HalfRuns.Run(Klein.Path, denoiser.Prefix, g => denoiser.Build(g, GraphPatches.None), HalfRun.Float16,
            Inputs(Klein.Array("unet_x"), Klein.Array("unet_timesteps"), Klein.Array("unet_context"), null))[0];
        Compare.AssertRelativeError(Klein.Array("unet_out"), result, 1e-2);
    }

    private ConditioningEntry Text(int prompt) =>
        _pool.Encode(Loaded.Clip, (string)Klein.Cases["prompts"]![prompt]!).Entries.Single();

    private Tensor Output(DiffusionModel model, FamilyGolden golden, string sample, int rows)
    {
        using var network = _pool.Lease(model.Network, CancellationToken.None);
        return network.Session.Run(Inputs(golden.Array(sample), golden.Array("unet_timesteps").Slice(0, rows),
            golden.Array("unet_context").Slice(0, rows), golden.Has("unet_guidance") ? golden.Array("unet_guidance") : null),
            [DenoiserNetwork.Result], CancellationToken.None)[0];
    }

    private static NamedInput[] Inputs(Tensor sample, Tensor timesteps, Tensor context, Tensor? guidance) =>
    [
        NamedInput.Of(DenoiserNetwork.SampleInput, sample), NamedInput.Of(DenoiserNetwork.TimestepInput, timesteps),
        NamedInput.Of(DenoiserNetwork.ContextInput, context),
        NamedInput.Of(References.SquaresInput, new Tensor(context.Size(0), 0, 128)),
        NamedInput.Of(References.PlacesInput, new Tensor(0, 4)),
        .. guidance is null ? [] : new[] { NamedInput.Of(Flux2Transformer.GuidanceInput, guidance) },
    ];
}
