using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Families;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Vision;

/// <summary>Encoders of pictures against what the reference makes of tiny ones in their layout.</summary>
public sealed class VisionGoldenTests(FamilyGoldenTests.SharedPool shared) : IClassFixture<FamilyGoldenTests.SharedPool>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = shared.Pool;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("l")]
    [InlineData("h")]
    public void Encode_APicture_EqualsTheReference(string which)
    {
        var golden = FamilyGolden.Of("clip_vision", "vit_l");
        var vision = _pool.LoadVision(which == "l" ? golden.Path : TinyVision.Save(_folder.Path), CancellationToken.None);
        Assert.Equal(which == "l", vision.Network.QuickGelu);
        var output = new VisionEncoding(_pool).Encode(vision, golden.Array("image"), crop: true, CancellationToken.None);
        Compare.AssertRelativeError(golden.Array(which + "_last_hidden_state"), output.LastHidden, 1e-3);
        Compare.AssertRelativeError(golden.Array(which + "_penultimate_hidden_states"), output.Penultimate, 1e-3);
        Compare.AssertRelativeError(golden.Array(which + "_image_embeds"), output.Embeds!, 1e-3);
        if (which == "h")
            Compare.AssertRelativeError(golden.Array("h_nocrop_image_embeds"), new VisionEncoding(_pool)
                .Encode(vision, golden.Array("image"), crop: false, CancellationToken.None).Embeds!, 1e-3);
    }

    [Theory]
    [InlineData(true, "pixels_crop")]
    [InlineData(false, "pixels_nocrop")]
    public void Fitted_APictureOfAnotherSize_IsTheReferencesBeforeItIsNormalized(bool crop, string expected)
    {
        var golden = FamilyGolden.Of("clip_vision", "vit_l");
        var (fitted, planes) = (VisionEncoding.Fitted(golden.Array("image"), 224, crop), golden.Array(expected));
        float[] means = [0.48145466f, 0.4578275f, 0.40821073f], deviations = [0.26862954f, 0.26130258f, 0.27577711f];
        var other = 0;
        for (var i = 0; i < planes.Length; i++)
        {
            var (colour, pixel) = (i / (224 * 224), i % (224 * 224));
            var step = (((planes.Span[i] * deviations[colour]) + means[colour]) - fitted.Span[(pixel * 3) + colour]) * 255;
            Assert.InRange(step, -1.01f, 1.01f);
            other += Math.Abs(step) > 0.5 ? 1 : 0;
        }
        // a number that falls between two steps may go either way
        Assert.InRange(other, 0, planes.Length / 1000);
    }

    /// <summary>OpenCLIP fuses what is apart here, and has the projection the other way round.</summary>
    [Fact]
    public void Encode_OpenClipsLayout_IsTheSame()
    {
        var golden = FamilyGolden.Of("clip_vision", "vit_l");
        var path = TinyVision.SaveOpenClip(_folder.Path);
        var output = new VisionEncoding(_pool).Encode(_pool.LoadVision(path, CancellationToken.None), golden.Array("image"), crop: true,
            CancellationToken.None);
        Compare.AssertRelativeError(golden.Array("h_image_embeds"), output.Embeds!, 1e-3);
    }

    [Fact]
    public void LoadVision_OfAnotherKind_SaysWhatItIs() => Assert.Contains("recognised as",
        Assert.Throws<EngineException>(() => _pool.LoadVision(FamilyGolden.Of("esrgan", "old_x2").Path, CancellationToken.None)).Message,
        StringComparison.Ordinal);

    /// <summary>down(silu(up(x))) behind the text, by a network whose numbers are simple.</summary>
    [Fact]
    public void Redux_BehindAText_AddsItsTokensTimesTheStrength()
    {
        var path = Path.Combine(_folder.Path, "redux.safetensors");
        new SafetensorsWriter().Add("redux_up.weight", "F32", [1, 0, 0, 1, 1, 1], 3, 2).Add("redux_up.bias", "F32", [0, 0, 1], 3)
            .Add("redux_down.weight", "F32", [1, 2, 3, 0, 0, 1, 1, 1, 1, 2, 0, 0], 4, 3).Add("redux_down.bias", "F32", [0, 0, 0, 5], 4)
            .Save(path);
        var style = _pool.LoadStyle(path, CancellationToken.None);
        var seen = new Tensor(new[] { 1f, -1, 0.5f, 2 }, 1, 2, 2);
        var text = new Conditioning([new ConditioningEntry(new Tensor(new[] { 9f, 9, 9, 9 }, 1, 1, 4))]);
        var result = new StyleReading(_pool).Add(text, style, new VisionOutput(seen, seen, null), 0.5f, CancellationToken.None)
            .Entries.Single().Embedding;
        Assert.Equal([1, 3, 4], result.Shape.ToArray());
        static float Silu(float x) => x / (1 + MathF.Exp(-x));
        float[] up = [Silu(0.5f), Silu(2), Silu(3.5f)];
        float[] expected = [9, 9, 9, 9, .. result.Span[4..8], (up[0] + (2 * up[1]) + (3 * up[2])) / 2, up[2] / 2,
            (up[0] + up[1] + up[2]) / 2,
            ((2 * up[0]) + 5) / 2];
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], result.Span[i], 1e-5f);
        Assert.Contains("encoder of width 2", Assert.Throws<EngineException>(() => new StyleReading(_pool).Add(text, style,
            new VisionOutput(new Tensor(1, 1, 3), seen, null), 1, CancellationToken.None)).Message, StringComparison.Ordinal);
    }
}
