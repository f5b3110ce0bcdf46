using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Previews of latents whose channels hold squares of pixels.</summary>
public sealed class PackedPreviewTests
{
    [Fact]
    public void Render_OfFlux2_ShowsFourPixelsForEachOfTheLatent()
    {
        var latent = new Tensor(1, 128, 2, 3);
        for (var i = 0; i < latent.Length; i++)
            latent.Span[i] = ((i % 37) - 18) / 40f;
        var pixels = LatentPreview.Of(LatentFormats.Flux2).Render(latent).Pixels;
        Assert.Equal([1, 4, 6, 3], pixels.Shape.ToArray());
        var factors = LatentFormats.Flux2.PreviewFactors!;
        foreach (var (y, x) in new[] { (0, 0), (3, 5), (1, 2), (2, 3) })
        {
            for (var color = 0; color < 3; color++)
            {
                var value = factors[^1][color];
                for (var channel = 0; channel < 32; channel++)
                {
                    var plane = (channel * 4) + (y % 2 * 2) + (x % 2);
                    value += latent.Span[(((plane * 2) + (y / 2)) * 3) + (x / 2)] * factors[channel][color];
                }
                Assert.Equal(Math.Clamp((value + 1) / 2, 0, 1), pixels.Span[(((y * 6) + x) * 3) + color], 1e-5f);
            }
        }
    }
}
