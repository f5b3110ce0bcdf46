using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

public sealed class LatentResizeTests
{
    public static TheoryData<string> Cases() => [.. ComfyNumbers.Second.GetProperty("upscale").GetProperty("cases").EnumerateObject()
        .Select(row => row.Name).Where(name => LatentResize.MethodNames.Contains(name.Split('/')[0]))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_ReferenceCase_GivesTheReferenceNumbers(string name)
    {
        var golden = ComfyNumbers.Second.GetProperty("upscale");
        var parts = name.Split('/');
        var size = parts[1].Split('x').Select(int.Parse).ToArray();
        var input = new Tensor(ComfyNumbers.Floats(golden.GetProperty("input")), 1, 3, 5, 7);
        var result = LatentResize.Resize(input, size[0], size[1], parts[0], parts[2] == "center");
        Assert.Equal([1, 3, size[1], size[0]], result.Shape.ToArray());
        ComfyNumbers.AssertClose(ComfyNumbers.Floats(golden.GetProperty("cases").GetProperty(name)), result.Span, 1e-5, 2e-6);
    }

    [Fact]
    public void Resize_BislerpOfALatent_GivesTheReferenceNumbers()
    {
        var golden = ComfyNumbers.Second.GetProperty("latent_bislerp");
        var input = Noise.Normal(golden.GetProperty("seed").GetUInt64(), 1, 4, 4, 6);
        var result = LatentResize.Resize(input, 9, 6, "bislerp");
        ComfyNumbers.AssertClose(ComfyNumbers.Floats(golden.GetProperty("out")), result.Span, 1e-4, 5e-6);
    }

    [Fact]
    public void Resize_BislerpOfAZeroLatent_IsZero() =>
        Assert.All(LatentResize.Resize(new Tensor(2, 4, 8, 8), 12, 5, "bislerp").Span.ToArray(), value => Assert.Equal(0, value));

    [Fact]
    public void Resize_UnknownMethod_ListsTheKnownOnes() =>
        Assert.Contains("nearest-exact, bilinear",
            Assert.Throws<EngineException>(() => LatentResize.Resize(new Tensor(1, 4, 8, 8), 4, 4, "lanczos")).Message);
}
