using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Building;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Z-Image against everything that the reference computes from a tiny checkpoint in its true layout.</summary>
public sealed class ZImageGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    private static FamilyGolden Golden => FamilyGolden.Of("z_image");

    private LoadedCheckpoint Loaded => _pool.LoadCheckpoint(Golden.Path, CancellationToken.None);

    [Fact]
    public void Family_OfItsFile_IsTold()
    {
        var family = Loaded.Model.Family;
        Assert.Equal(("Z-Image", 0.3611f, 0.1159f), (family.Name, family.Latent.Scale, family.Latent.Shift));
        Assert.Same(Parameterization.Flow, family.Parameterization);
        Assert.True(family.IsWhole);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Texts_EqualTheReference(int prompt)
    {
        var entry = _pool.Encode(Loaded.Clip, (string)Golden.Cases["prompts"]![prompt]!).Entries.Single();
        Compare.AssertMaximumError(Golden.Array($"text{prompt}_cond"), entry.Embedding, 2e-3);
        Assert.Null(entry.Pooled);
    }

    [Fact]
    public void TextEncoder_EveryLayer_EqualsTheReference()
    {
        var encoder = Loaded.Clip!.Encoders.Single();
        var (text, all) = ((QwenText)encoder.Network, Golden.Array("te_all_layers"));
        all = all.Reshape(text.Layers + 1, all.Size(2), all.Size(3));
        using var network = _pool.Lease(encoder, CancellationToken.None);
        var ids = Golden.Cases["tokens_0"]!["qwen3_4b"]![0]!.AsArray().Select(token => (int)(double)token![0]!).ToArray();
        var outputs = network.Session.Run(QwenRuns.Inputs(text, ids),
            [.. Enumerable.Range(1, text.Layers - 1).Select(layer => TextNetwork.Hidden(text.Layers - layer + 1)), TextNetwork.LastHidden],
            CancellationToken.None);
        for (var layer = 1; layer <= text.Layers; layer++)
            Compare.AssertMaximumError(all.Slice(layer), outputs[layer - 1], 2e-3);
        Compare.AssertMaximumError(Golden.Array("te_last_normed"), outputs[^1], 2e-3);
    }

    [Fact]
    public void Denoiser_AtTwoTimesteps_EqualsTheReference()
    {
        using var network = _pool.Lease(Loaded.Model.Network, CancellationToken.None);
        Tensor Output(string sample, int rows) => network.Session.Run(Inputs(sample, rows), [DenoiserNetwork.Result],
            CancellationToken.None)[0];
        Compare.AssertRelativeError(Golden.Array("unet_out"), Output("unet_x", 2), 1e-3);
        // sides that its squares do not divide
        Compare.AssertRelativeError(Golden.Array("odd_out"), Output("odd_x", 1), 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Denoised_EqualsTheReference(int row)
    {
        var text = new Conditioning([new ConditioningEntry(Golden.Array("unet_context").Slice(row))]);
        using var denoiser = _pool.Denoiser(Loaded.Model, text, text, guidance: 1);
        Compare.AssertRelativeError(Golden.Array("apply_denoised").Slice(row),
            denoiser.Denoise(Golden.Array("unet_x").Slice(row), Golden.Array("apply_sigma").Span[row]), 1e-3);
    }

    /// <summary>Turbo's own run.</summary>
    [Fact]
    public void Run_OfTurbo_EqualsTheReference() => AssertRun("rm");

    /// <summary>By Euler, the base's with guidance, of a picture, and with another shift.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("traj")]
    [InlineData("cfg")]
    [InlineData("i2i")]
    [InlineData("shift")]
    public void Run_InAnotherWay_EqualsTheReference(string run) => AssertRun(run);

    private void AssertRun(string run)
    {
        var model = Loaded.Model;
        if ((double?)Golden.Cases[run]!["shift"] is { } shift)
            model = model.WithSampling(SigmaTable.Flow(shift, multiplier: 1), Parameterization.Flow);
        GoldenRun.Assert(_pool, Golden, run, model, Text(0), Text(1), run == "i2i" ? Golden.Array("vae_latent") : null);
    }

    [Fact]
    public void Autoencoder_BothWays_EqualsTheReference() => GoldenRun.AssertAutoencoder(_pool, Golden, Loaded);

    /// <summary>The same weights as diffusers has them: other names, and queries, keys and values apart.</summary>
    [Fact]
    public void Denoiser_InTheLayoutOfDiffusers_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "z_image_turbo.safetensors");
        TinyZImage.Diffusers().Save(path);
        var model = _pool.LoadModel(path, CancellationToken.None);
        Assert.Equal("Z-Image", model.Family.Name);
        using var network = _pool.Lease(model.Network, CancellationToken.None);
        Compare.AssertRelativeError(Golden.Array("unet_out"),
            network.Session.Run(Inputs("unet_x", 2), [DenoiserNetwork.Result], CancellationToken.None)[0], 1e-3);
    }

    [Fact]
    public void Text_OfAnotherWidth_IsRefusedWithWhatFits()
    {
        var text = new Conditioning([new ConditioningEntry(new Tensor(1, 4, 64))]);
        var failure = Assert.Throws<EngineException>(() => _pool.Denoiser(Loaded.Model, text, text, guidance: 1));
        Assert.Contains("a Qwen3-4B (CLIPLoader, type lumina2)", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Each operator's result rounded to half precision, as on a device that computes in it.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Networks_InHalfPrecision_AreNearTheReference()
    {
        var denoiser = Loaded.Model.Network.Network;
        Assert.Equal(NetworkPrecision.WideRange, denoiser.Precision);
        Compare.AssertRelativeError(Golden.Array("unet_out"), HalfRuns.Run(Golden.Path, denoiser.Prefix,
            g => denoiser.Build(g, GraphPatches.None), HalfRun.BFloat16, Inputs("unet_x", 2))[0], 4e-2);
    }

    private static Conditioning Text(int prompt) => new([new ConditioningEntry(Golden.Array($"text{prompt}_cond"))]);

    private static NamedInput[] Inputs(string sample, int rows) =>
    [
        NamedInput.Of(DenoiserNetwork.SampleInput, Golden.Array(sample)),
        NamedInput.Of(DenoiserNetwork.TimestepInput, Golden.Array("unet_timesteps").Slice(0, rows)),
        NamedInput.Of(DenoiserNetwork.ContextInput, Golden.Array("unet_context").Slice(0, rows)),
    ];
}
