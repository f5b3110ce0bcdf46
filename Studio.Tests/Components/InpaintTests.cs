using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Masking;
using Studio.Web.Gallery;

namespace Studio.Tests.Components;

/// <summary>What the Generate page asks for when a part of a picture is painted: run on the real engine.</summary>
public sealed class InpaintTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private const int Side = 160;

    private static readonly Region Painted = new(88, 24, 48, 32);

    private static readonly TextToImage Asked = new()
    {
        Checkpoint = "studio-demo.safetensors",
        Positive = "a red house",
        Negative = "rain",
        Width = Side,
        Height = Side,
        Steps = 2,
        Cfg = 4,
        Sampler = "euler",
        Scheduler = "normal",
        Seed = 7,
        Source = "source.png",
        Denoise = 1,
    };

    [Fact]
    public async Task Whole_OnlyThePaintedPartIsMadeAnew()
    {
        var (source, made) = await RunAsync(new("mask.png", 0, new(Side, Side, Painted)));
        Assert.Equal((Side, Side), (made.Width, made.Height));
        Assert.Equal(0, Changed(source, made, inside: false));
        Assert.True(Changed(source, made, inside: true) > Painted.Width * Painted.Height / 2);
    }

    [Fact]
    public async Task OnlyMasked_ThePartIsWorkedOnEnlargedAndPutBackInItsPlace()
    {
        var area = new MaskedArea(Side, Side, Painted);
        var only = area.Around(8, Side, Side);
        var (source, made) = await RunAsync(new("mask.png", 0, area) { Only = only });
        Assert.Equal((Side, Side), (made.Width, made.Height));
        Assert.Equal(0, Changed(source, made, inside: false));
        Assert.True(Changed(source, made, inside: true) > Painted.Width * Painted.Height / 2);
    }

    [Fact]
    public async Task Feather_SoftensTheEdgeAndNoMore()
    {
        var (source, made) = await RunAsync(new("mask.png", 4, new(Side, Side, Painted)));
        Assert.NotEqual(0, Changed(source, made, inside: false));
        Assert.Equal(0, Changed(source, made, inside: false, margin: 5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ToPrompt_IsWhatTheGalleryReadsBack(bool isOnly)
    {
        var area = new MaskedArea(Side, Side, Painted);
        var asked = Asked with { Inpaint = new("mask.png", 8, area) { Only = isOnly ? area.Around(8, Side, Side) : null } };
        var made = PictureSettings.From((JsonObject)JsonNode.Parse(asked.ToPrompt().ToJsonString())!, "9")!;
        Assert.Equal(("a red house", "rain"), (made.Positive, made.Negative));
        Assert.Equal(("source.png", "mask.png"), (made.Source, made.Mask));
        Assert.Equal((Asked.Checkpoint, 2, 1.0), (made.Model, made.Steps!.Value, made.Denoise!.Value));
    }

    private async Task<(RgbImage Source, RgbImage Made)> RunAsync(Inpaint inpaint)
    {
        var colours = new byte[Side * Side * 3];
        new Random(1).NextBytes(colours);
        var source = new RgbImage(colours, 1, Side, Side, 3);
        var mask = new byte[Side * Side * 3];
        for (var at = 0; at < Side * Side; at++)
        {
            if (IsPainted(at % Side, at / Side, 0))
                mask.AsSpan(at * 3, 3).Fill(255);
        }

        var asked = Asked with
        {
            Source = Keep("source", source),
            Inpaint = inpaint with { Mask = Keep("mask", new(mask, 1, Side, Side, 3)) },
        };
        var result = await engine.RunAsync(asked.ToPrompt().ToJsonString());
        Assert.Equal(RunEnd.Success, result.End);
        return (source, Assert.Single(engine.Pictures(result, "9")).Pixels);
    }

    private string Keep(string name, RgbImage picture) =>
        engine.Store.Save(ImageFolder.Input, name, Side, Side, [ImageCodec.EncodePng(picture)])[0].FileName;

    private static int Changed(RgbImage source, RgbImage made, bool inside, int margin = 0) => Enumerable.Range(0, Side * Side)
        .Count(at => IsPainted(at % Side, at / Side, margin) == inside
            && !source.Pixels.AsSpan(at * 3, 3).SequenceEqual(made.Pixels.AsSpan(at * 3, 3)));

    private static bool IsPainted(int x, int y, int margin) =>
        x >= Painted.X - margin && x < Painted.X + Painted.Width + margin && y >= Painted.Y - margin
        && y < Painted.Y + Painted.Height + margin;
}
