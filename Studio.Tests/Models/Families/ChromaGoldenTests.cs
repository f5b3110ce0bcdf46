using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Nodes;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Chroma against what the reference computes from a tiny checkpoint in its true layout and depth.</summary>
public sealed class ChromaGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    private static FamilyGolden Golden => FamilyGolden.Of("chroma");

    private LoadedCheckpoint Loaded => _pool.LoadCheckpoint(Golden.Path, CancellationToken.None);

    [Fact]
    public void Texts_WithWeights_EqualTheReference()
    {
        foreach (var (side, text) in new[] { ("text0", "positive"), ("text1", "negative") })
        {
            var entry = _pool.Encode(Loaded.Clip!, (string)Golden.Cases["prompts"]![text]!).Entries.Single();
            Compare.AssertMaximumError(Golden.Array(side + "_cond"), entry.Embedding, 2e-3);
            Assert.Null(entry.Pooled);
        }
    }

    /// <summary>21 tokens, filled in each of the ways.</summary>
    [Theory]
    [InlineData(0, 0, 21)]
    [InlineData(5, 0, 26)]
    [InlineData(5, 64, 64)]
    [InlineData(50, 64, 71)]
    public void Texts_WithMoreToRead_AreThatLong(int padding, int length, int tokens)
    {
        var clip = new T5TokenizerOptions { Clip = Loaded.Clip!, MinPadding = padding, MinLength = length }.Run(NodeRuns.Context());
        Assert.Equal(tokens, _pool.Encode(clip, (string)Golden.Cases["prompts"]!["positive"]!).Entries.Single().Embedding.Size(1));
    }

    [Fact]
    public void IndexWaves_OfAllVectors_AreTheReferences() => Compare.AssertMaximumError(Golden.Array("mod_index_embedding"),
        new Tensor(ChromaTransformer.IndexWavesOf(344), 344, 32), 1e-5);

    [Fact]
    public void Denoiser_AtTwoTimesteps_EqualsTheReference()
    {
        using var network = _pool.Lease(Loaded.Model.Network, CancellationToken.None);
        Tensor Output(string sample, int rows) => network.Session.Run(
            [
                NamedInput.Of(DenoiserNetwork.SampleInput, Golden.Array(sample)),
                NamedInput.Of(DenoiserNetwork.TimestepInput, Golden.Array("unet_timesteps").Slice(0, rows)),
                NamedInput.Of(DenoiserNetwork.ContextInput, Golden.Array("unet_context").Slice(0, rows)),
                NamedInput.Of(ChromaTransformer.GuidanceInput, Golden.Array("unet_guidance").Slice(0, rows)),
            ],
            [DenoiserNetwork.Result],
            CancellationToken.None)[0];
        Compare.AssertRelativeError(Golden.Array("unet_out"), Output("unet_x", 2), 1e-3);
        Compare.AssertRelativeError(Golden.Array("odd_out"), Output("odd_x", 1), 1e-3);
    }

    [Fact]
    public void Denoised_WithAndWithoutGuidance_EqualsTheReference()
    {
        var (golden, model) = (Golden, Loaded.Model);
        Tensor Denoised(int row, float sigma, ToldGuidance? guidance)
        {
            var entry = new ConditioningEntry(golden.Array("unet_context").Slice(row));
            var text = new Conditioning([guidance is null ? entry : entry with { Guidance = guidance }]);
            using var denoiser = _pool.Denoiser(model, text, text, guidance: 1);
            return denoiser.Denoise(golden.Array("unet_x").Slice(row), sigma);
        }
        for (var row = 0; row < 2; row++)
            Compare.AssertRelativeError(golden.Array("apply_denoised").Slice(row), Denoised(row, golden.Array("apply_sigma").Span[row],
                null), 1e-3);
        // x - sigma times what the network says when it is told 3.5
        var (x, sigma) = (golden.Array("unet_x").Slice(0), golden.Array("unet_timesteps").Span[0]);
        Compare.AssertRelativeError(golden.Array("guided_out").Times(-sigma).AddInPlace(x), Denoised(0, sigma, new ToldGuidance(3.5f)),
            1e-3);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("traj")]
    [InlineData("shift")]
    public void TextToImage_EulerSteps_EqualsTheReference(string run)
    {
        var (golden, settings, model) = (Golden, Golden.Cases[run]!, Loaded.Model);
        if ((double?)settings["shift"] is { } shift)
            model = model.WithSampling(SigmaTable.Flow(shift, multiplier: 1), Parameterization.Flow);
        var guider = new ClassifierFreeGuider(model, Text(0), Text(1), (double)settings["cfg"]!);
        var sigmas = new SamplingPlan(BuiltIn.Schedules.Get((string)settings["scheduler"]!), (int)settings["steps"]!).Sigmas(model.Sigmas);
        Compare.AssertMaximumError(golden.Array(run + "_sigmas"), new Tensor(sigmas, sigmas.Length), 1e-4);
        var latent = _pool.Sample(new SamplingRequest(guider, new Latent(golden.Array(run + "_latent").ZerosLike()))
        {
            Sampler = BuiltIn.Samplers.Get((string)settings["sampler"]!),
            Sigmas = sigmas,
            Seed = (ulong)settings["seed"]!,
        }).Samples;
        Compare.AssertRelativeError(golden.Array(run + "_latent"), latent, 1e-2);
        if (run == "traj")
            Compare.AssertPsnr(golden.Array("traj_image"), _pool.Decode(Loaded.Vae, golden.Array("traj_latent")), 45);
    }

    private static Conditioning Text(int side) => new([new ConditioningEntry(Golden.Array($"text{side}_cond"))]);
}
