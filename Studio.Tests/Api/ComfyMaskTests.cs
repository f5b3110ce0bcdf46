using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Api;

/// <summary>/upload/mask: the mask's alpha over the original's colours, and references that are not the sender's.</summary>
public sealed class ComfyMaskTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Texts = new() { ["prompt"] = "{\"1\": 2}", ["workflow"] = "日本" };
    private static readonly byte[] Original = ImageCodec.EncodePng(Plain(8, 8, [10, 20, 30]), text: Texts).Bytes;
    private static readonly byte[] Mask = ImageCodec.EncodePng(Plain(8, 8, [200, 200, 200, 77])).Bytes;

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        _http = _studio.CreateClient();
        await ExpectAsync(_http, "/upload/image", Form("o.png", Original));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Theory]
    [InlineData("original_ref", """{"filename": "o.png", "type": "input"}""")]
    [InlineData("originalRef", """{"filename": "o.png", "subfolder": "", "type": "input"}""")]
    [InlineData("original_ref", """{"filename": "o.png [input]"}""")]
    public async Task Mask_ReplacesAlphaAndKeepsColoursAndTexts(string field, string reference)
    {
        Assert.Equal("""{"name":"m.png","subfolder":"sub","type":"input"}""",
            await ExpectAsync(_http, "/upload/mask", Form("m.png", Mask, (field, reference), ("subfolder", "sub"))));

        var stored = await _http.GetByteArrayAsync("/view?filename=m.png&subfolder=sub&type=input");
        Assert.Equal([10, 20, 30, 77], ImageCodec.Decode(stored).Pixels.Pixels[..4]);
        Assert.Equal(Texts, ImageCodec.ReadText(stored));
        Assert.Equal(Original, await _http.GetByteArrayAsync("/view?filename=o.png&type=input"));
    }

    [Fact]
    public async Task Mask_IsAlwaysPngAndNumberedLikeAnyUpload()
    {
        const string Reference = """{"filename": "o.png", "type": "input"}""";
        var opaque = ImageCodec.EncodePng(Plain(8, 8, [1, 2, 3])).Bytes;

        Assert.Contains("\"m.png\"", await ExpectAsync(_http, "/api/upload/mask", Form("m.jpg", Mask, ("original_ref", Reference))));
        Assert.Contains("\"m.png\"", await ExpectAsync(_http, "/upload/mask", Form("m.png", Mask, ("original_ref", Reference))));
        Assert.Contains("\"m (1).png\"", await ExpectAsync(_http, "/upload/mask", Form("m.png", opaque, ("original_ref", Reference))));
        Assert.Contains("\"m.png\"",
            await ExpectAsync(_http, "/upload/mask", Form("m.png", opaque, ("original_ref", Reference), ("overwrite", "true"))));
        Assert.Equal(255, ImageCodec.Decode(await _http.GetByteArrayAsync("/view?filename=m.png&type=input")).Pixels.Pixels[3]);
    }

    [Fact]
    public async Task Mask_OfAnotherSizeOrNoPicture_Is400()
    {
        var reference = ("original_ref", """{"filename": "o.png", "type": "input"}""");
        using var larger = Form("m.png", ImageCodec.EncodePng(Plain(9, 8, [0, 0, 0, 1])).Bytes, reference);
        using var text = Form("m.png", "hello"u8.ToArray(), reference);

        var size = await _http.PostAsync("/upload/mask", larger);
        Assert.Equal(HttpStatusCode.BadRequest, size.StatusCode);
        Assert.Contains("same size", await size.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/upload/mask", text)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/upload/mask", new StringContent("{}"))).StatusCode);
    }

    [Theory]
    [InlineData("p.png", "a/b")]
    [InlineData("p.png", "a\\b")]
    [InlineData("a/b/p.png", "")]
    [InlineData("b/p.png", "a")]
    public async Task AnothersUpload_IsNotThere_HoweverItIsSpelled(string name, string subfolder)
    {
        using var anna = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var ben = await _studio.CreateClientAsync(StudioApplication.User("ben"));
        await ExpectAsync(anna, "/upload/image", Form("p.png", Original, ("subfolder", "a/b")));
        var reference = new JsonObject { ["filename"] = name, ["subfolder"] = subfolder, ["type"] = "input" }.ToJsonString();

        var mask = await ben.PostAsync("/upload/mask", Form("m.png", Mask, ("original_ref", reference)));
        var query = $"?filename={Uri.EscapeDataString(name)}&subfolder={Uri.EscapeDataString(subfolder)}&type=input";

        Assert.Equal(HttpStatusCode.NotFound, mask.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync("/view" + query)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync("/api/gallery/download" + query)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anna.GetAsync("/view?filename=p.png&subfolder=a/b&type=input")).StatusCode);
    }

    private static RgbImage Plain(int width, int height, byte[] pixel) =>
        new([.. Enumerable.Repeat(pixel, width * height).SelectMany(bytes => bytes)], 1, height, width, pixel.Length);

    private static async Task<string> ExpectAsync(HttpClient http, string path, MultipartFormDataContent form)
    {
        using (form)
        {
            var response = await http.PostAsync(path, form);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return text;
        }
    }
}
