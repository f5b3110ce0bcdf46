using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>
/// What only Stable Diffusion 3 and 3.5 have, against what the reference computes from tiny checkpoints in their
/// layouts.
/// </summary>
public sealed class Sd3GoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>
{
    private readonly ModelPool _pool = shared.Pool;

    public static TheoryData<string> Families => ["sd3", "sd35_medium"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Denoiser_AtTwoTimesteps_EqualsTheReference(string name)
    {
        var golden = FamilyGolden.Of(name);
        using var network = _pool.Lease(Load(name).Model.Network, CancellationToken.None);
        Tensor Output(string sample, int rows)
        {
            var timesteps = golden.Array("unet_timesteps").Slice(0, rows);
            return network.Session.Run(
                [
                    NamedInput.Of(DenoiserNetwork.SampleInput, golden.Array(sample)),
                    NamedInput.Of(DenoiserNetwork.TimestepInput, timesteps),
                    NamedInput.Of(DenoiserNetwork.ContextInput, golden.Array("unet_context").Slice(0, rows)),
                    NamedInput.Of(MmDit.SummaryInput, golden.Array("unet_y").Slice(0, rows)),
                ],
                [DenoiserNetwork.Result],
                CancellationToken.None)[0];
        }
        Compare.AssertRelativeError(golden.Array("unet_out"), Output("unet_x", 2), 1e-3);
        // sides that its squares do not divide
        Compare.AssertRelativeError(golden.Array("odd_out"), Output("odd_x", 1), 1e-3);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Denoised_OfEachRow_EqualsTheReference(string name)
    {
        var (golden, model) = (FamilyGolden.Of(name), Load(name).Model);
        for (var row = 0; row < 2; row++)
        {
            var entry = new ConditioningEntry(golden.Array("unet_context").Slice(row)) { Pooled = golden.Array("unet_y").Slice(row) };
            using var denoiser = _pool.Denoiser(model, new([entry]), new([entry]), guidance: 1);
            Compare.AssertRelativeError(golden.Array("apply_denoised").Slice(row),
                denoiser.Denoise(golden.Array("unet_x").Slice(row), golden.Array("apply_sigma").Span[row]), 1e-3);
        }
    }

    /// <summary>A part of what all three say: the rows and columns of an encoder that is not there are left out or zero.</summary>
    [Fact]
    public void Texts_WithoutAnEncoder_AreThoseOfTheOthers()
    {
        var golden = FamilyGolden.Of("sd3");
        var clip = Load("sd3").Clip!;
        var prompt = (string)golden.Cases["prompts"]!["positive"]!;
        var whole = golden.Array("text0_cond");
        var without = new TextEncoding(_pool).Encode(clip, key => key == "t5xxl" ? null : prompt, _ => { }, CancellationToken.None).Entries
            .Single();
        // without T5 there is nobody to ask for its width but the family
        Assert.Equal([1, 77, 4096], without.Embedding.Shape.ToArray());
        for (var token = 0; token < 77; token++)
        {
            for (var column = 0; column < 64 + 128; column++)
                Assert.Equal(whole.Span[(token * 256) + column], without.Embedding.Span[(token * 4096) + column], 2e-3f);
        }
        var only = new TextEncoding(_pool).Encode(clip, key => key == "t5xxl" ? prompt : null, _ => { }, CancellationToken.None).Entries
            .Single();
        Assert.Equal([1, 77, 256], only.Embedding.Shape.ToArray());
        Compare.AssertMaximumError(new Tensor(whole.Memory[(77 * 256)..], 1, 77, 256), only.Embedding, 2e-3);
        Assert.All(only.Pooled!.Span.ToArray(), number => Assert.Equal(0, number));
        var nothing = new TextEncoding(_pool).Encode(clip, _ => null, _ => { }, CancellationToken.None).Entries.Single();
        Assert.Equal([1, 77, 4096], nothing.Embedding.Shape.ToArray());
        Assert.Equal([1, 768 + 1280], nothing.Pooled!.Shape.ToArray());
    }

    /// <summary>By its formula: with every block skipped nothing of the text is left in the prediction that is gone away from.</summary>
    [Fact]
    public void SkippedLayers_InTheirSteps_LeadAwayFromTheModelWithoutThem()
    {
        var (golden, model) = (FamilyGolden.Of("sd35_medium"), Load("sd35_medium").Model);
        var x = golden.Array("unet_x").Slice(0);
        var text = Text(golden, 0);
        float[] Denoised(DiffusionModel one, float sigma, Conditioning conditioning)
        {
            using var denoiser = _pool.Denoiser(one, conditioning, conditioning, guidance: 1);
            return denoiser.Denoise(x, sigma).Span.ToArray();
        }
        DiffusionModel Skipping(double scale, params int[] blocks) =>
            model.With(new SkippedLayers([.. blocks], [], scale, SigmaStart: 0.9f, SigmaEnd: 0.4f));
        var plain = Denoised(model, 0.5f, text);
        AssertNear(plain, Denoised(Skipping(0, 1), 0.5f, text));
        AssertNear(Denoised(model, 0.95f, text), Denoised(Skipping(3, 1), 0.95f, text));
        AssertNear(Denoised(model, 0.3f, text), Denoised(Skipping(3, 1), 0.3f, text));
        // -1 gives the other prediction itself: plain + (plain - other) * -1
        var without = Denoised(Skipping(-1, 0, 1, 2, 3), 0.5f, text);
        Assert.NotEqual(plain, without);
        var withoutAndOtherText = Denoised(Skipping(-1, 0, 1, 2, 3), 0.5f, new([Text(golden,
            1).Entries[0] with { Pooled = text.Entries[0].Pooled }]));
        AssertNear(without, withoutAndOtherText);
        var once = Denoised(Skipping(2, 1), 0.5f, text);
        var other = Denoised(Skipping(-1, 1), 0.5f, text);
        AssertNear([.. plain.Select((number, i) => number + ((number - other[i]) * 2))], once);
    }

    [Fact]
    public void Picture_LargerThanItsPlaces_IsRefused()
    {
        var (golden, model) = (FamilyGolden.Of("sd3"), Load("sd3").Model);
        using var denoiser = _pool.Denoiser(model, Text(golden, 0), Text(golden, 0), guidance: 1);
        Assert.Contains("320x320 at most",
            Assert.Throws<EngineException>(() => denoiser.Denoise(new Tensor(1, 16, 42, 8), 0.5f)).Message, StringComparison.Ordinal);
    }

    private static void AssertNear(float[] expected, float[] actual) =>
        Compare.AssertMaximumError(new Tensor(expected, expected.Length), new Tensor(actual, actual.Length), 1e-3);

    private static Conditioning Text(FamilyGolden golden, int side) =>
        new([new ConditioningEntry(golden.Array($"text{side}_cond")) { Pooled = golden.Array($"text{side}_pooled") }]);

    private LoadedCheckpoint Load(string name) => _pool.LoadCheckpoint(FamilyGolden.Of(name).Path, CancellationToken.None);
}
