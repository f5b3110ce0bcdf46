using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Imaging.Quantizing;
using Studio.Engine.Tensors;

namespace Studio.Tests.Imaging;

/// <summary>Palettes and dithering against Pillow's own output, byte for byte.</summary>
public sealed class QuantizationTests
{
    private static readonly JsonArray Rows = JsonNode.Parse(File.ReadAllText("Golden/pillow_quantize.json"))!["rows"]!.AsArray();

    public static TheoryData<string, int, int> Pictures =>
        new() { { "gradient", 61, 43 }, { "noise", 40, 30 }, { "few", 17, 11 }, { "soft", 50, 37 }, { "grey", 33, 21 },
            { "noise", 320, 300 }, { "gradient", 1, 1 }, { "noise", 1, 9 }, { "noise", 9, 1 } };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Apply_AnyPicture_GivesPillowsBytes(string kind, int width, int height)
    {
        var picture = new RgbImage(Pixels(kind, width, height), 1, height, width, 3).ToTensor();
        var rows = Rows.Where(row => (string?)row!["kind"] == kind && (int)row["width"]! == width && (int)row["height"]! == height)
            .ToList();
        Assert.True(rows.Count >= 6);
        foreach (var row in rows)
        {
            var result = RgbImage.FromTensor(Quantization.Apply(Exact(picture), (int)row!["colors"]!, (string)row["dither"]!)).Pixels;
            Assert.True(Convert.ToHexStringLower(SHA256.HashData(result)) == (string?)row["sha256"],
                $"{row.ToJsonString()}: the last bytes are {string.Join(", ", result.TakeLast(6))}");
        }
    }

    [Fact]
    public void Apply_Batches_GivesEachPictureItsOwnColours()
    {
        var batch = new Tensor(new float[] { 0.2f, 0.4f, 0.6f, 1, 1, 0, 0, 0.5f }, 2, 1, 1, 4);

        var result = Quantization.Apply(batch, 1, "none");

        Assert.Equal([2, 1, 1, 3], result.Shape.ToArray());
        Assert.Equal([51, 102, 153, 255, 0, 0], RgbImage.FromTensor(Exact(result)).Pixels);
    }

    [Fact]
    public void Apply_UnknownDithering_SaysWhichThereAre() =>
        Assert.Contains("bayer-8", Assert.Throws<EngineException>(() => Quantization.Apply(new Tensor(1, 1, 1, 3), 2, "x")).Message,
            StringComparison.Ordinal);

    /// <summary>
    /// A 255th times 255 may come out just below the whole number, and is then cut off: half a level up, the bytes stay as they are.
    /// </summary>
    private static Tensor Exact(Tensor pixels)
    {
        var raised = pixels.Clone();
        foreach (ref var value in raised.Span)
            value += 0.001f;
        return raised;
    }

    private static byte[] Pixels(string kind, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        var state = 12345u;
        byte Random() => (byte)((state = unchecked((state * 1664525) + 1013904223)) >> 24);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                byte[] pixel = kind switch
                {
                    "gradient" =>
                        [(byte)(x * 255 / Math.Max(1, width - 1)), (byte)(y * 255 / Math.Max(1, height - 1)), (byte)((x * 7) + (y * 3))],
                    "noise" => [Random(), Random(), Random()],
                    "few" =>
                        new byte[][] { [10, 20, 30], [200, 100, 50], [12, 22, 31], [255, 255, 255], [0, 0, 0] }[((x / 3) + (y / 2)) % 5],
                    "soft" => [(byte)(128 + (x * y % 64)), (byte)(100 + ((x + y) % 50)), (byte)(90 + ((x - y + 300) % 30))],
                    _ => [(byte)((x * x) + y), (byte)((x * x) + y), (byte)((x * x) + y)],
                };
                pixel.CopyTo(pixels, ((y * width) + x) * 3);
            }
        }
        return pixels;
    }
}
