using System.Text.Json;
using Studio.Engine.Tensors;

namespace Studio.Tests.Tensors;

public sealed class ResampleTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "comfy_numbers2.json"))).RootElement.GetProperty("upscale");

    public static TheoryData<string> Cases() => [.. Golden.GetProperty("cases").EnumerateObject().Select(row => row.Name)
        .Where(name => !name.StartsWith("lanczos", StringComparison.Ordinal) && !name.StartsWith("bislerp", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Planes_ReferenceInput_GivesTheReferenceNumbers(string name)
    {
        var (method, width, height, centre) = Parse(name);
        var x = new Tensor(Floats(Golden.GetProperty("input")), 1, 3, 5, 7);
        var result = Resample.Planes(centre ? Resample.CropPlanes(x, width, height) : x, width, height, method);
        Assert.Equal([1, 3, height, width], result.Shape.ToArray());
        AssertClose(Floats(Golden.GetProperty("cases").GetProperty(name)), result.Span);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pixels_AgreesWithPlanes(string name)
    {
        var (method, width, height, centre) = Parse(name);
        var x = new Tensor(Floats(Golden.GetProperty("input")), 1, 5, 7, 3);
        var result = Resample.Pixels(centre ? Resample.CropPixels(x, width, height) : x, width, height, method);
        for (var c = 0; c < 3; c++)
        {
            var plane = new Tensor(x.Span.ToArray().Where((_, i) => i % 3 == c).ToArray(), 1, 5, 7);
            var expected = Resample.Planes(centre ? Resample.CropPlanes(plane, width, height) : plane, width, height, method);
            AssertClose(expected.Span.ToArray(), result.Span.ToArray().Where((_, i) => i % 3 == c).ToArray());
        }
    }

    [Fact]
    public void Planes_SameSize_ReturnsItsInput()
    {
        var x = new Tensor(1, 2, 3, 4);
        Assert.Same(x, Resample.Planes(x, 4, 3, ResampleMethod.Bicubic));
    }

    [Theory]
    [InlineData(ResampleMethod.NearestExact)]
    [InlineData(ResampleMethod.Bilinear)]
    [InlineData(ResampleMethod.Area)]
    [InlineData(ResampleMethod.Bicubic)]
    public void Planes_AnySizes_KeepAFlatPlaneFlat(ResampleMethod method)
    {
        int[] sizes = [1, 2, 3, 5, 8, 13, 64];
        foreach (var from in sizes)
        {
            var flat = new Tensor(1, from, from);
            flat.Span.Fill(0.5f);
            foreach (var to in sizes)
                AssertClose(Enumerable.Repeat(0.5f, to * to).ToArray(), Resample.Planes(flat, to, to, method).Span);
        }
    }

    [Theory]
    [InlineData(10, 3, 2)] // 3.5 columns to cut on each side: a half goes to the even number, 4
    [InlineData(8, 3, 4)] // 2.5 goes to 2
    [InlineData(3, 3, 3)]
    public void CropPixels_WiderThanAsked_CutsBothSidesEqually(int width, int height, int expected)
    {
        var x = new Tensor(Enumerable.Range(0, width * height).Select(i => (float)(i % width)).ToArray(), 1, height, width, 1);
        var cropped = Resample.CropPixels(x, 4, 4);
        Assert.Equal([1, height, expected, 1], cropped.Shape.ToArray());
        Assert.Equal((width - expected) / 2, cropped.Span[0]);
    }

    private static (ResampleMethod Method, int Width, int Height, bool Centre) Parse(string name)
    {
        var parts = name.Split('/');
        var size = parts[1].Split('x').Select(int.Parse).ToArray();
        return (Enum.Parse<ResampleMethod>(parts[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true), size[0], size[1],
            parts[2] == "center");
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6f);
    }
}
