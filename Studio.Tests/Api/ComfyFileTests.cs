using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>/view and /upload/image.</summary>
public sealed class ComfyFileTests : IAsyncLifetime
{
    private static readonly byte[] Png = ImageCodec.EncodePng(
        new RgbImage([.. Enumerable.Repeat(new byte[] { 5, 2, 3, 77 }, 64).SelectMany(pixel => pixel)], 1, 8, 8, 4)).Bytes;

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        _http = _studio.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Upload_SameNames_KeepsNumbersAndOverwritesAsComfyUi()
    {
        Assert.Equal("t.bin||input", await UploadAsync("t.bin", [1]));
        Assert.Equal("t.bin||input", await UploadAsync("t.bin", [1]));
        Assert.Equal("t (1).bin||input", await UploadAsync("t.bin", [2]));
        Assert.Equal("t.bin||input", await UploadAsync("t.bin", [3], ("overwrite", "true")));
        Assert.Equal("t (2).bin||input", await UploadAsync("t.bin", [4], ("overwrite", "yes")));
        Assert.Equal("s.bin|a/b|temp", await UploadAsync("s.bin", [5], ("type", "temp"), ("subfolder", "a/b")));
        Assert.Equal("n.txt||input", await UploadAsync("n.txt", "hello"u8.ToArray()));
        Assert.Equal([3], await _http.GetByteArrayAsync("/view?filename=t.bin&type=input"));
        Assert.Equal([5], await _http.GetByteArrayAsync("/api/view?filename=s.bin&type=temp&subfolder=a/b"));
    }

    [Fact]
    public async Task Upload_WithoutForm_Is400()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/upload/image", new StringContent("{}"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await _http.PostAsync("/upload/image", new MultipartFormDataContent { { new StringContent("1"), "overwrite" } })).StatusCode);
        var broken = new StringContent("--x\r\nnothing");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=y");
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync("/upload/image", broken)).StatusCode);
    }

    [Theory]
    [InlineData("one/", "one")]
    [InlineData("one//two", "one/two")]
    [InlineData("./one", "one")]
    [InlineData(".", "")]
    [InlineData("one/../three", "three")]
    [InlineData(@"one\two\", "one/two")]
    public async Task Upload_SubfolderInAnySpelling_IsTheOneThatNormpathGives(string subfolder, string normal)
    {
        var bytes = Encoding.UTF8.GetBytes(subfolder);

        Assert.Equal($"f.bin|{normal}|input", await UploadAsync("f.bin", bytes, ("subfolder", subfolder), ("overwrite", "true")));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(_studio.StudioDir, "input", normal, "f.bin")));
        Assert.Equal(bytes, await _http.GetByteArrayAsync($"/view?filename=f.bin&type=input&subfolder={Uri.EscapeDataString(subfolder)}"));
        Assert.Equal(bytes, await _http.GetByteArrayAsync($"/view?filename=f.bin&type=input&subfolder={Uri.EscapeDataString(normal)}"));
    }

    [Theory]
    [InlineData("wait….bin")]
    [InlineData("می\u200cروم.bin")]
    [InlineData("क्\u200dष.bin")]
    [InlineData("fam👨\u200d👩.bin")]
    [InlineData("soft\u00adhyphen\u2060.bin")]
    public async Task Upload_OrdinaryNames_AreKeptAsTheyAre(string name)
    {
        Assert.Equal($"{name}||input", await UploadAsync(name, [7]));
        Assert.Equal([7], await _http.GetByteArrayAsync($"/view?filename={Uri.EscapeDataString(name)}&type=input"));
        Assert.Equal(HttpStatusCode.OK,
            (await _http.PostAsync($"/userdata/{Uri.EscapeDataString(name)}", new StringContent("x"))).StatusCode);
        Assert.Equal("x", await _http.GetStringAsync($"/userdata/.%2F{Uri.EscapeDataString(name)}"));
    }

    [Theory]
    [InlineData("x\u202e.bin", "", "turns the direction of reading (U+202E)")]
    [InlineData("x?.bin", "", "has a ? in it")]
    [InlineData("x.bin", "../one", "leads out of its folder")]
    [InlineData("x.bin", "/one", "leads out of its folder")]
    [InlineData("x.bin", "a/con", "the name of a device")]
    [InlineData("a\u2215b.bin", "", "looks like a slash")]
    public async Task Upload_NamesThatAreRefused_SayTheTrueReason(string name, string subfolder, string reason)
    {
        using var form = Form(name, [1], ("subfolder", subfolder));
        using var response = await _http.PostAsync("/upload/image", form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_LinkOutOfTheFolder_IsNotFollowed()
    {
        var output = Path.Join(_studio.StudioDir, "output");
        File.WriteAllText(Path.Join(_studio.StudioDir, "secret.png"), "secret");
        File.CreateSymbolicLink(Path.Join(output, "link.png"), "../secret.png");
        Directory.CreateSymbolicLink(Path.Join(output, "up"), "..");
        File.WriteAllText(Path.Join(output, "real.png"), "x");
        File.CreateSymbolicLink(Path.Join(output, "inside.png"), "real.png");

        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/view?filename=link.png")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/view?filename=secret.png&subfolder=up")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/view?filename=inside.png")).StatusCode);
    }

    [Fact]
    public async Task View_Range_IsPartial()
    {
        await UploadAsync("m.png", Png);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/view?filename=m.png%20[input]");
        request.Headers.Range = new RangeHeaderValue(0, 9);

        var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(Png[..10], await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("filename=\"m.png\"", response.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.NotNull(response.Content.Headers.LastModified);
    }

    [Fact]
    public async Task View_PreviewAndChannel_AreMadeAsRecorded()
    {
        await UploadAsync("m.png", Png);

        var (webp, webpType) = await ViewAsync("&preview=webp;90");
        var (jpeg, jpegType) = await ViewAsync("&preview=jpeg");
        var (other, otherType) = await ViewAsync("&preview=png");
        var (rgb, rgbType) = await ViewAsync("&channel=rgb");
        var (alpha, alphaType) = await ViewAsync("&channel=a");
        var (same, _) = await ViewAsync("&channel=zzz");

        Assert.Equal(("image/webp", "image/jpeg", "image/webp", "image/png", "image/png"),
            (webpType, jpegType, otherType, rgbType, alphaType));
        Assert.Equal((4, 3, 4), (webp.Channels, jpeg.Channels, other.Channels));
        Assert.Equal([5, 2, 3], rgb.Pixels[..3]);
        Assert.Equal([0, 0, 0, 77], alpha.Pixels[..4]);
        Assert.Equal([5, 2, 3, 77], same.Pixels[..4]);
    }

    [Fact]
    public async Task View_PreviewOfWhatIsNoPicture_Is400()
    {
        await UploadAsync("n.txt", "hello"u8.ToArray());

        Assert.Equal(HttpStatusCode.BadRequest, (await _http.GetAsync("/view?filename=n.txt&type=input&preview=webp")).StatusCode);
        Assert.Equal("text/plain", (await _http.GetAsync("/view?filename=n.txt&type=input")).Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task View_SvgInsideAnImageElement_IsShown()
    {
        await UploadAsync("x.svg", "<svg/>"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/view?filename=x.svg&type=input");
        request.Headers.Add("Sec-Fetch-Dest", "image");

        Assert.Equal("image/svg+xml", (await _http.SendAsync(request)).Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Uploads_AreTheirOwners()
    {
        using var anna = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var ben = await _studio.CreateClientAsync(StudioApplication.User("ben"));
        using var viewer = await _studio.CreateClientAsync(StudioApplication.User("vera", Studio.Web.Auth.Roles.Viewer));

        Assert.Equal("p.bin||input", await UploadAsync("p.bin", [1], anna));
        Assert.Equal("p.bin||input", await UploadAsync("p.bin", [2], ben)); // a folder of one's own: no name tells of another's file
        Assert.Equal("p (1).bin||input", await UploadAsync("p.bin", [8], ben));
        Assert.Equal("p.bin||input", await UploadAsync("p.bin", [9], ben, ("overwrite", "true")));
        Assert.Equal("q.bin|a/b|input", await UploadAsync("q.bin", [3], ben, ("subfolder", "a/b")));
        Assert.Equal([9], await ben.GetByteArrayAsync("/view?filename=p.bin&type=input"));
        Assert.Equal([3], await ben.GetByteArrayAsync("/view?filename=q.bin&type=input&subfolder=a/b"));
        Assert.Equal([1], await anna.GetByteArrayAsync("/view?filename=p.bin&type=input"));
        Assert.Equal(HttpStatusCode.NotFound, (await anna.GetAsync("/view?filename=q.bin&type=input&subfolder=a/b")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/view?filename=p.bin&type=input")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync("/upload/image", Form("v.bin", [1]))).StatusCode);
    }

    [Theory]
    [InlineData("x.png", "hello", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("x.JPEG", "<html>", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("x.bmp", "BM", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("x.txt", "GIF89a", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("x.mp3", "ID3", HttpStatusCode.OK)]
    [InlineData("x.svg", "<svg/>", HttpStatusCode.OK)]
    public async Task Upload_ThatClaimsToBeAPicture_IsDecodedBeforeItIsBelieved(string name, string content, HttpStatusCode expected)
    {
        using var form = Form(name, Encoding.ASCII.GetBytes(content));
        var response = await _http.PostAsync("/upload/image", form);
        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/view?filename={name}&type=input")).StatusCode);
    }

    internal static MultipartFormDataContent Form(string name, byte[] bytes, params (string Key, string Value)[] fields)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.TryAddWithoutValidation("Content-Disposition",
            $"form-data; name=\"image\"; filename=\"{name.Replace("\\", "\\\\")}\"");
        var form = new MultipartFormDataContent { file };
        form.HeaderEncodingSelector = (_, _) => Encoding.UTF8;
        foreach (var (key, value) in fields)
            form.Add(new StringContent(value, Encoding.UTF8), $"\"{key}\"");
        return form;
    }

    private Task<string> UploadAsync(string name, byte[] bytes, params (string Key, string Value)[] fields) =>
        UploadAsync(name, bytes, _http, fields);

    private static async Task<string> UploadAsync(string name, byte[] bytes, HttpClient http, params (string Key, string Value)[] fields)
    {
        using var form = Form(name, bytes, fields);
        var response = await http.PostAsync("/upload/image", form);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        var answer = JsonNode.Parse(text)!;
        return $"{answer["name"]}|{answer["subfolder"]}|{answer["type"]}";
    }

    private async Task<(RgbImage Pixels, string Type)> ViewAsync(string more)
    {
        var response = await _http.GetAsync("/view?filename=m.png&type=input" + more);
        return (ImageCodec.Decode(await response.Content.ReadAsByteArrayAsync()).Pixels, response.Content.Headers.ContentType!.ToString());
    }
}
