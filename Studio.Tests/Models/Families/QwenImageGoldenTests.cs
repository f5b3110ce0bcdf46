using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Building;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>
/// Qwen-Image and its editing versions against everything that the reference computes from a tiny checkpoint in its true layout.
/// </summary>
public sealed class QwenImageGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    private static FamilyGolden Golden => FamilyGolden.Of("qwen_image");

    private LoadedCheckpoint Loaded => _pool.LoadCheckpoint(Golden.Path, CancellationToken.None);

    [Fact]
    public void Family_OfItsFile_IsTold()
    {
        var family = Loaded.Model.Family;
        Assert.Equal(("Qwen-Image", 16, 8), (family.Name, family.Latent.Channels, family.Latent.Factor));
        Assert.True(family.IsWhole);
        Assert.NotNull(family.Find<QwenVision>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Texts_WithoutInstructions_EqualTheReference(int prompt)
    {
        var entry = _pool.Encode(Loaded.Clip, (string)Golden.Cases["prompts"]![prompt]!).Entries.Single();
        Compare.AssertMaximumError(Golden.Array($"text{prompt}_cond"), entry.Embedding, 2e-3);
    }

    [Fact]
    public void TextEncoder_LastLayer_EqualsTheReference()
    {
        var encoder = Loaded.Clip!.Encoders.Single();
        using var network = _pool.Lease(encoder, CancellationToken.None);
        var ids = Golden.Cases["tokens_0"]!["qwen25_7b"]![0]!.AsArray().Select(token => (int)(double)token![0]!).ToArray();
        Compare.AssertMaximumError(Golden.Array("te_last_normed"), network.Session.Run(QwenRuns.Inputs((QwenText)encoder.Network, ids),
            [TextNetwork.LastHidden], CancellationToken.None)[0], 2e-3);
    }

    [Fact]
    public void Vision_SquaresAndTokens_EqualTheReference()
    {
        var (picture, recipe) = (new QwenPicture(Golden.Array("vl_image")), Loaded.Clip!.Encoders.Single());
        Assert.Equal((4, 5), (picture.Rows, picture.Columns));
        // the first group of four, row by row, and then the next group's first row
        var squares = Golden.Array("vl_patches_first6");
        foreach (var (place, at) in new[] { (0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (0, 3) }.Select((place, at) => (place, at)))
        {
            var own = new Tensor(1, QwenVision.Numbers);
            picture.Cut(place.Item1, place.Item2, own.Span);
            Compare.AssertMaximumError(squares.Slice(at), own, 1e-4);
        }
        using var network = _pool.Lease(new NetworkRecipe(recipe.Source, recipe.Source.Family.Find<QwenVision>()!), CancellationToken.None);
        var tokens = picture.Read(network.Session, CancellationToken.None);
        var expected = Golden.Array("vl_embeds");
        Compare.AssertMaximumError(expected, new Tensor(tokens.Vectors.SelectMany(vector => vector.ToArray()).ToArray(),
            tokens.Vectors.Count, expected.Size(1)), 2e-3);
    }

    [Fact]
    public void Texts_WithAPicture_EqualTheReference()
    {
        var texts = new PictureTexts(_pool, new TextEncoding(_pool));
        var text = texts.Edit(Loaded.Clip!, "<|vision_start|><|image_pad|><|vision_end|>" + (string)Golden.Cases["vl_prompt"]!,
            [Golden.Array("vl_image")], _ => { }, CancellationToken.None);
        Compare.AssertMaximumError(Golden.Array("vl_cond"), text.Entries.Single().Embedding, 2e-3);
    }

    [Fact]
    public void Denoiser_AtTwoTimesteps_EqualsTheReference()
    {
        Compare.AssertRelativeError(Array("unet_out"), Output("unet_x", Array("unet_context")), 1e-3);
        // sides that its squares do not divide
        Compare.AssertRelativeError(Array("odd_out"), Output("odd_x", Array("unet_context").Slice(0)), 1e-3);
    }

    /// <summary>What is masked in a batch of texts of unlike length is as if it were not there, which is how texts run here.</summary>
    [Theory]
    [InlineData(0, 34)]
    [InlineData(1, 27)]
    public void Denoiser_OfAShorterText_IsTheReferencesWithAMask(int row, int length)
    {
        var text = Array("unet_context").Slice(row);
        var shorter = new Tensor(text.Memory[..(length * text.Size(2))], 1, length, text.Size(2));
        Compare.AssertRelativeError(Array("mask_out").Slice(row), Output("unet_x", shorter, row), 1e-3);
    }

    [Theory]
    [InlineData(ReferencePlacement.Index, "ref_index_out")]
    [InlineData(ReferencePlacement.IndexWithoutNoise, "ref_index_timestep_zero_out")]
    [InlineData(ReferencePlacement.Offset, "ref_offset_out")]
    public void Denoiser_WithPicturesBeside_EqualsTheReference(ReferencePlacement placement, string array)
    {
        // the golden's are in the denoiser's space
        var format = Loaded.Model.Family.Latent;
        var entry = new ConditioningEntry(Array("unet_context").Slice(0))
        {
            References = References.None.With(format.FromModel(Array("ref_latent_0")), format.FromModel(Array("ref_latent_1")))
                .With(placement),
        };
        var (x, sigma) = (Array("unet_x").Slice(0), Array("unet_timesteps").Span[0]);
        using var denoiser = _pool.Denoiser(Loaded.Model, new([entry]), new([entry]), guidance: 1);
        var expected = Array(array);
        for (var i = 0; i < x.Length; i++)
            expected.Span[i] = x.Span[i] - (sigma * expected.Span[i]);
        Compare.AssertRelativeError(expected, denoiser.Denoise(x, sigma), 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Denoised_EqualsTheReference(int row)
    {
        var text = new Conditioning([new ConditioningEntry(Array("unet_context").Slice(row))]);
        using var denoiser = _pool.Denoiser(Loaded.Model, text, text, guidance: 1);
        Compare.AssertRelativeError(Array("apply_denoised").Slice(row),
            denoiser.Denoise(Array("unet_x").Slice(row), Array("apply_sigma").Span[row]), 1e-3);
    }

    /// <summary>With the shift that people set, and with a picture to edit.</summary>
    [Theory]
    [InlineData("shift")]
    [InlineData("edit")]
    public void Run_AsPeopleDo_EqualsTheReference(string run) => AssertRun(run);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("traj")]
    [InlineData("i2i")]
    public void Run_InAnotherWay_EqualsTheReference(string run) => AssertRun(run);

    private void AssertRun(string run)
    {
        var model = Loaded.Model;
        if ((double?)Golden.Cases[run]!["shift"] is { } shift)
            model = model.WithSampling(SigmaTable.Flow(shift, multiplier: 1), Parameterization.Flow);
        var references = run == "edit" ? References.None.With(Array("vae_latent")) : References.None;
        Conditioning Text(int prompt) => new([new ConditioningEntry(Array($"text{prompt}_cond")) { References = references }]);
        GoldenRun.Assert(_pool, Golden, run, model, Text(0), Text(1), run == "i2i" ? Array("vae_latent") : null);
    }

    [Fact]
    public void Autoencoder_BothWays_EqualsTheReference() => GoldenRun.AssertAutoencoder(_pool, Golden, Loaded);

    [Fact]
    public void Reference_OfAnotherFamily_IsRefused()
    {
        var entry = new ConditioningEntry(Array("text0_cond")) { References = References.None.With(new Tensor(1, 4, 8, 8)) };
        var text = new Conditioning([entry]);
        Assert.Contains("takes 16 channels", Assert.Throws<EngineException>(() => _pool.Denoiser(Loaded.Model, text, text, 1)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Each operator's result rounded to half precision, as on a device that computes in it.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Denoiser_InHalfPrecision_IsNearTheReference()
    {
        var denoiser = Loaded.Model.Network.Network;
        var result = HalfRuns.Run(Golden.Path, denoiser.Prefix, g => denoiser.Build(g, GraphPatches.None), HalfRun.BFloat16,
            Inputs(Array("unet_x"), Array("unet_timesteps"), Array("unet_context")))[0];
        Compare.AssertRelativeError(Array("unet_out"), result, 4e-2);
    }

    private static Tensor Array(string name) => GoldenRun.Flat(Golden.Array(name));

    private Tensor Output(string sample, Tensor context, int? row = null)
    {
        using var network = _pool.Lease(Loaded.Model.Network, CancellationToken.None);
        var (x, timesteps) = (Array(sample), Array("unet_timesteps"));
        return network.Session.Run(Inputs(row is { } at ? x.Slice(at) : x, timesteps.Slice(row ?? 0, context.Size(0)), context),
            [DenoiserNetwork.Result], CancellationToken.None)[0];
    }

    private static NamedInput[] Inputs(Tensor sample, Tensor timesteps, Tensor context) =>
    [
        NamedInput.Of(DenoiserNetwork.SampleInput, sample), NamedInput.Of(DenoiserNetwork.TimestepInput, timesteps),
        NamedInput.Of(DenoiserNetwork.ContextInput, context),
        NamedInput.Of(References.SquaresInput, new Tensor(context.Size(0), 0, 64)),
        NamedInput.Of(References.PlacesInput, new Tensor(0, 3)),
    ];
}
