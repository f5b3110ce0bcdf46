using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Models;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>UNets that do something else than their file says, and UNets that see a picture beside the noise.</summary>
public sealed class UNetVariantTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    private DiffusionModel Tiny => Load(TinyModel.Write(_folder.Path));

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void PerturbedGuidance_OnALargerPicture_IsLinearInItsScale()
    {
        var model = Tiny;
        var (none, one) = (Predict(model, 8), Predict(model.With(new PerturbedAttention(1)), 8));
        var two = Predict(model.With(new PerturbedAttention(2)), 8);
        Assert.True(Distance(none, one) > 1e-3);
        Assert.True(none.Zip(one, two).All(values => Math.Abs(values.Third - values.First - (2 * (values.Second - values.First))) < 1e-4));
        Assert.True(Distance(two, Predict(model.With(new PerturbedAttention(1)).With(new PerturbedAttention(1)), 8)) < 1e-5);
    }

    [Fact]
    public void PerturbedGuidance_WhereTheMiddleHasOneToken_ChangesNothing()
    {
        // attention over a single token is that token
        var model = Tiny;
        Assert.True(Distance(Predict(model, 2), Predict(model.With(new PerturbedAttention(5)), 2)) < 1e-5);
    }

    [Fact]
    public void FreeU_WithFactorsOfOne_ChangesNothing()
    {
        var model = Tiny;
        Assert.True(Distance(Predict(model, 8), Predict(model.With(new FreeU(1, 1, 1, 1, IsVersion2: false)), 8)) < 1e-5);
        Assert.True(Distance(Predict(model, 8), Predict(model.With(new FreeU(1, 1, 1, 1, IsVersion2: true)), 8)) < 1e-5);
        var stronger = Predict(model.With(new FreeU(1, 1.4f, 1, 0.5f, IsVersion2: false)), 8);
        Assert.True(Distance(Predict(model, 8), stronger) > 1e-3);
        Assert.True(Distance(stronger, Predict(model.With(new FreeU(1, 1.4f, 1, 0.5f, IsVersion2: true)), 8)) > 1e-4);
    }

    [Fact]
    public void Variants_OfEqualValues_ShareANetwork()
    {
        var model = Tiny;
        Predict(model.With(new FreeU(1, 1.4f, 1, 0.5f, IsVersion2: false)).With(new PerturbedAttention(1)), 4);
        var used = _pool.MemoryUsed;
        Predict(model.With(new PerturbedAttention(3)).With(new FreeU(1, 1.4f, 1, 0.5f, IsVersion2: false)), 4);
        Assert.Equal(used, _pool.MemoryUsed);
        Predict(model.With(new PerturbedAttention(3)).With(new FreeU(1, 1.5f, 1, 0.5f, IsVersion2: false)), 4);
        Assert.Equal(2 * used, _pool.MemoryUsed);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void ConcatModel_WhoseNewWeightsAreZero_PredictsAsThePlainOne(int channels)
    {
        var model = Load(WriteConcat(channels, newWeights: false));
        Assert.Equal(4, model.LatentChannels);
        Assert.True(Distance(Predict(Tiny, 8), Predict(model, 8)) < 1e-5);
    }

    [Fact]
    public void InpaintingModel_SeesMaskAndPicture()
    {
        var model = Load(WriteConcat(9, newWeights: true));
        var picture = TinyModelTests.Waves(1, 4, 8, 8);
        var mask = new Tensor(1, 8, 8);
        mask.Span[..32].Fill(1);
        var blind = Predict(model, 8);
        var shown = Predict(model, 8, Text with { ConcatLatent = picture, ConcatMask = mask });

        Assert.True(Distance(blind, shown) > 1e-3);
        Assert.True(Distance(shown, Predict(model, 8, Text with { ConcatLatent = picture, ConcatMask = new Tensor(1, 8, 8) })) > 1e-3);
        Assert.Equal(shown, Predict(model, 8, start: new Latent(picture, mask)));
        Assert.Equal(blind, Predict(model, 8, start: new Latent(picture)));
    }

    [Fact]
    public void ConcatChannels_OfAnInpaintingModel_AreMaskAndScaledPicture()
    {
        var unet = Tiny.Family.UNet() with { InChannels = 9 };
        var format = Tiny.Family.Latent;
        var x = new Tensor(3, 4, 2, 2);
        var mask = new Tensor(new[] { 0.4f, 0.6f, 1, 0 }, 1, 2, 2);
        var picture = TinyModelTests.Waves(1, 4, 2, 2);

        var beside = ConcatChannels.Of(Text with { ConcatLatent = picture, ConcatMask = mask }, null, x, unet, format);

        Assert.Equal([3, 5, 2, 2], beside.Shape.ToArray());
        Assert.Equal([0, 1, 1, 0], beside.Slice(2).Span[..4].ToArray());
        Assert.Equal(picture.Span[5] * 0.18215f, beside.Slice(1).Span[9], 1e-6);
        var blank = ConcatChannels.Of(Text, null, x, unet, format).Slice(0).Span;
        Assert.Equal([1, 0.8223f, -0.6876f, 0.6364f, 0.1380f], new[] { blank[3], blank[4], blank[8], blank[12], blank[16] });
        var editing = unet with { InChannels = 8 };
        Assert.Equal(picture.Span.ToArray(),
            ConcatChannels.Of(Text with { ConcatLatent = picture }, null, x, editing, format).Slice(0).Span.ToArray());
        Assert.All(ConcatChannels.Of(Text, new Latent(picture), x, editing, format).Span.ToArray(), value => Assert.Equal(0, value));
        Assert.Throws<EngineException>(
            () => ConcatChannels.Of(Text with { ConcatLatent = new Tensor(1, 16, 2, 2), ConcatMask = mask }, null, x, unet, format));
    }

    [Fact]
    public void MaskThreshold_OfAnEvenMask_KeepsTheOriginalUntilItsTime()
    {
        var model = Tiny;
        var original = new Latent(TinyModelTests.Waves(1, 4, 8, 8));
        var sigmas = new SamplingPlan(new NormalSchedule(), 8).Sigmas(model.Sigmas);
        // the normal schedule falls evenly in timesteps: at half of them the mask is reached
        var late = Sample(model, original, sigmas[4..]);
        var half = new Tensor(1, 8, 8);
        half.Span.Fill(0.53f);

        // not from the very first level, where all noise means a little more of it
        var early = Sample(model.With(new DifferentialMask(1)), original with { NoiseMask = half }, sigmas[1..]);

        Compare.AssertRelativeError(late, early, 1e-3);
        Assert.True(Distance(late.Span.ToArray(), Sample(model, original with { NoiseMask = half }, sigmas[1..]).Span.ToArray()) > 1e-3);
    }

    private static ConditioningEntry Text => new(TinyModelTests.Waves(1, 77, 8));

    private Tensor Sample(DiffusionModel model, Latent latent, float[] sigmas) =>
        _pool.Sample(new SamplingRequest(new ClassifierFreeGuider(model, new([Text]), new([Text]), 1), latent)
    {
        Sampler = BuiltIn.Samplers.Get("euler"),
        Sigmas = sigmas,
        Seed = 3,
    }).Samples;

    private float[] Predict(DiffusionModel model, int side, ConditioningEntry? entry = null, Latent? start = null)
    {
        var positive = new Conditioning([entry ?? Text]);
        var negative = new Conditioning([(entry ?? Text) with { Embedding = new Tensor(1, 77, 8) }]);
        using var denoiser = _pool.Denoiser(model, positive, negative, 4, CancellationToken.None, start);
        return denoiser.Denoise(TinyModelTests.Waves(1, 4, side, side), 2).Span.ToArray();
    }

    private static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private DiffusionModel Load(string path) => _pool.LoadCheckpoint(path, CancellationToken.None).Model;

    /// <summary>The tiny checkpoint with more input channels, whose weights are 0 or not.</summary>
    private string WriteConcat(int channels, bool newWeights)
    {
        const int old = 4;
        const int taps = 9;
        var name = TinyModel.Family.UNet.Prefix + "input_blocks.0.0.weight";
        var writer = new SafetensorsWriter().Metadata("text.heads", "2");
        foreach (var (tensor, shape) in CheckpointLayout.Tensors(TinyModel.Family))
        {
            var numbers = TinyModel.Numbers(tensor, shape, 1);
            if (tensor != name)
            {
                writer.Add(tensor, "F32", numbers, shape);
                continue;
            }
            var wide = new float[shape[0] * channels * taps];
            for (var i = 0; i < wide.Length; i++)
            {
                var (row, channel) = (i / (channels * taps), i / taps % channels);
                wide[i] = channel < old ? numbers[(((row * old) + channel) * taps) + (i % taps)] : newWeights ? MathF.Sin(i) : 0;
            }
            writer.Add(tensor, "F32", wide, shape[0], channels, 3, 3);
        }
        var path = Path.Combine(_folder.Path, $"concat{channels}.safetensors");
        writer.Save(path);
        return path;
    }
}
