using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>How texts, areas, masks and noise levels combine, on the demo model.</summary>
public sealed class UNetDenoiserTests : IDisposable
{
    private const float Sigma = 3;
    private const int Side = 16;

    private readonly ModelPool _pool = new(new ModelPoolOptions());
    private readonly Tensor _x = TinyModelTests.Waves(1, 4, Side, Side);

    private LoadedCheckpoint Demo => _pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None);

    private ConditioningEntry Red => _pool.Encode(Demo.Clip!, "a red star", CancellationToken.None).Entries[0];

    private ConditioningEntry Blue => _pool.Encode(Demo.Clip!, "blue sky", CancellationToken.None).Entries[0];

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Denoise_Guidance_LeadsAwayFromTheNegative()
    {
        var (red, blue) = (Predict(Red), Predict(Blue));
        using var guided = _pool.Denoiser(Demo.Model, new([Red]), new([Blue]), 4, CancellationToken.None);
        Compare.AssertRelativeError(Guidance.Combine(red, blue, 4), guided.Denoise(_x, Sigma), 1e-4);
        var both = guided.DenoiseBoth(_x, Sigma);
        Compare.AssertRelativeError(blue, both.Unconditional, 1e-4);
    }

    [Fact]
    public void DenoiseBoth_GuidanceOfOne_StillGivesTheUnconditional()
    {
        using var denoiser = _pool.Denoiser(Demo.Model, new([Red]), new([Blue]), 1, CancellationToken.None);
        Compare.AssertRelativeError(Predict(Blue), denoiser.DenoiseBoth(_x, Sigma).Unconditional, 1e-4);
        Compare.AssertRelativeError(Predict(Red), denoiser.Denoise(_x, Sigma), 1e-4);
    }

    [Fact]
    public void Denoise_TextsOfDifferentLength_AreEachAsAlone()
    {
        var longText = _pool.Encode(Demo.Clip!, string.Join(' ', Enumerable.Repeat("star", 90)), CancellationToken.None).Entries[0];
        using var denoiser = _pool.Denoiser(Demo.Model, new([longText]), new([Blue]), 2, CancellationToken.None);
        Compare.AssertRelativeError(Guidance.Combine(Predict(longText), Predict(Blue), 2), denoiser.Denoise(_x, Sigma), 1e-4);
    }

    [Fact]
    public void Denoise_TwoEntries_AreAveragedByStrength()
    {
        var (red, blue) = (Predict(Red), Predict(Blue));
        var mixed = Predict(Red with { Strength = 3 }, Blue);
        Compare.AssertRelativeError(Map(red, blue, (a, b, _, _) => ((3 * a) + b) / 4), mixed, 1e-4);
    }

    [Fact]
    public void Denoise_OneEntryOfAnyStrength_IsThatEntry() =>
        Compare.AssertRelativeError(Predict(Red), Predict(Red with { Strength = 0.3f }), 1e-4);

    [Fact]
    public void Denoise_Mask_WeighsPixelByPixel()
    {
        // twice the latent's size: it is resized
        var left = new Tensor(1, 2 * Side, 2 * Side);
        for (var i = 0; i < left.Length; i++)
            left.Span[i] = i % (2 * Side) < Side ? 1 : 0;
        var right = new Tensor(left.Span.ToArray().Select(value => 1 - value).ToArray(), left.Shape);

        var masked = Predict(Red with { Mask = left }, Blue with { Mask = right, MaskStrength = 0.5f });

        Compare.AssertRelativeError(Map(Predict(Red), Predict(Blue), (a, b, _, x) => x < Side / 2 ? a : b), masked, 1e-4);
    }

    /// <summary>
    /// A batch with a text per picture: each is as alone with its own text, and a third picture begins again with the first.
    /// </summary>
    [Fact]
    public void Denoise_OneTextPerPicture_IsThatOfThePicture()
    {
        var texts = new Tensor(2, Red.Embedding.Size(1), Red.Embedding.Size(2));
        Red.Embedding.Span.CopyTo(texts.Slice(0).Span);
        Blue.Embedding.Span.CopyTo(texts.Slice(1).Span);
        using var denoiser = _pool.Denoiser(Demo.Model, new([new ConditioningEntry(texts)]), new([]), 1, CancellationToken.None);

        var denoised = denoiser.Denoise(Tensor.Stack([_x, _x, _x]), Sigma);

        Compare.AssertRelativeError(Predict(Red), denoised.Slice(0, 1), 1e-4);
        Compare.AssertRelativeError(Predict(Blue), denoised.Slice(1, 1), 1e-4);
        Compare.AssertRelativeError(Predict(Red), denoised.Slice(2, 1), 1e-4);
        Assert.True(MathF.Abs(denoised.Slice(0).Span[0] - denoised.Slice(1).Span[0]) > 1e-4f);
    }

    /// <summary>
    /// A batch with a mask per picture: the first has the text on its left, the second on its right, the third as the first.
    /// </summary>
    [Fact]
    public void Denoise_OneMaskPerPicture_IsThatOfThePicture()
    {
        var masks = new Tensor(2, Side, Side);
        for (var i = 0; i < masks.Length; i++)
            masks.Span[i] = i % Side < Side / 2 == i < Side * Side ? 1 : 0;
        var others = new Tensor(masks.Span.ToArray().Select(value => 1 - value).ToArray(), masks.Shape);
        using var denoiser = _pool.Denoiser(Demo.Model, new([Red with { Mask = masks }, Blue with { Mask = others }]), new([]), 1,
            CancellationToken.None);

        var denoised = denoiser.Denoise(Tensor.Stack([_x, _x, _x]), Sigma);

        var (red, blue) = (Predict(Red), Predict(Blue));
        var (left, right) = (Map(red, blue, (a, b, _, x) => x < Side / 2 ? a : b), Map(red, blue, (a, b, _, x) => x < Side / 2 ? b : a));
        Compare.AssertRelativeError(left, denoised.Slice(0, 1), 1e-4);
        Compare.AssertRelativeError(right, denoised.Slice(1, 1), 1e-4);
        Compare.AssertRelativeError(left, denoised.Slice(2, 1), 1e-4);
    }

    [Fact]
    public void Denoise_Area_IsComputedOnItsCropAndFeathered()
    {
        var crop = new Tensor(1, 4, 8, Side);
        for (var i = 0; i < crop.Length; i++)
            crop.Span[i] = _x.Span[(i / (8 * Side) * Side * Side) + (i % (8 * Side))];
        using var alone = _pool.Denoiser(Demo.Model, new([Blue]), new([Blue]), 1, CancellationToken.None);
        var top = alone.Denoise(crop, Sigma);

        var mixed = Predict(Red, Blue with { Area = new ConditioningArea(8, Side, 0, 0, IsFraction: false) });

        // the area is 8 rows high: its lower edge, which is not the picture's, fades over 8 / 4 rows
        var whole = Predict(Red);
        var expected = Map(whole, whole, (a, _, i, _) => a);
        for (var i = 0; i < expected.Length; i++)
        {
            var (channel, y, x) = (i / (Side * Side), i / Side % Side, i % Side);
            var weight = y >= 8 ? 0 : y == 7 ? 0.5f : 1;
            if (weight > 0)
                expected.Span[i] = (whole.Span[i] + (weight * top.Span[(((channel * 8) + y) * Side) + x])) / (1 + weight);
        }
        Compare.AssertRelativeError(expected, mixed, 1e-4);
    }

    [Fact]
    public void Denoise_AreaByFractions_EqualsThatInPixels() => Compare.AssertRelativeError(
        Predict(Red, Blue with { Area = new ConditioningArea(8, 4, 4, 8, IsFraction: false) }),
        Predict(Red, Blue with { Area = new ConditioningArea(0.5, 0.25, 0.25, 0.5, IsFraction: true) }),
        1e-6);

    [Fact]
    public void Denoise_AreaFromMask_IsTheMasksBox()
    {
        var mask = new Tensor(1, Side, Side);
        for (var y = 4; y < 12; y++)
            mask.Span.Slice((y * Side) + 4, 10).Fill(1);
        var bounded = ConditioningWindow.Lay(new([Blue with { Mask = mask, AreaFromMask = true }]), Side, Side, SigmaTable.StableDiffusion)
            .Single();
        Assert.Equal(new LatentArea(4, 4, 8, 10), bounded.Area);
        Assert.Equal([1, 8, 10], bounded.Weight!.Shape.ToArray());
        Assert.All(bounded.Weight.Span.ToArray(), weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void Denoise_AreaOutside_SaysWhere()
    {
        var failure = Assert.Throws<EngineException>(
            () => Predict(Red with { Area = new ConditioningArea(8, 8, Side, 0, IsFraction: false) }));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("y 128", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Denoise_AreaOfThePositive_GivesTheNegativeAnOpposite()
    {
        var area = ConditioningWindow.Lay(new([Red with { Area = new ConditioningArea(8, 8, 0, 0, IsFraction: false) }]), Side, Side,
            SigmaTable.StableDiffusion);
        var whole = ConditioningWindow.Lay(new([Blue]), Side, Side, SigmaTable.StableDiffusion);
        var opposites = ConditioningWindow.WithOpposites(whole, area);
        Assert.Equal(2, opposites.Count);
        Assert.Equal(area[0].Area, opposites[1].Area);
        Assert.Same(whole[0].Entry, opposites[1].Entry);
        Assert.Single(ConditioningWindow.WithOpposites(area, whole));
    }

    [Theory]
    [InlineData(0, 0.5f, 10, true)]
    [InlineData(0, 0.5f, 0.5f, false)]
    [InlineData(0.5f, 1, 10, false)]
    [InlineData(0.5f, 1, 0.5f, true)]
    public void Denoise_TimestepRange_DecidesByNoiseLevel(float start, float end, float sigma, bool active)
    {
        var window = ConditioningWindow.Lay(new([Red with { StartPercent = start, EndPercent = end }]), Side, Side,
            SigmaTable.StableDiffusion).Single();
        Assert.Equal(active, window.IsActive(sigma));
    }

    [Fact]
    public void Denoise_NothingActive_IsZero() =>
        Assert.All(Predict(Red with { StartPercent = 0.9f }).Span.ToArray(), value => Assert.Equal(0, value));

    private Tensor Predict(params ConditioningEntry[] entries)
    {
        using var denoiser = _pool.Denoiser(Demo.Model, new(entries), new([]), 1, CancellationToken.None);
        return denoiser.Denoise(_x, Sigma);
    }

    private static Tensor Map(Tensor a, Tensor b, Func<float, float, int, int, float> value)
    {
        var result = new Tensor(a.Shape);
        for (var i = 0; i < result.Length; i++)
            result.Span[i] = value(a.Span[i], b.Span[i], i / Side % Side, i % Side);
        return result;
    }
}
