using System.Net;
using System.Text;
using Studio.Engine.Imaging;
using Studio.Tests.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Attacks;

/// <summary>
/// Uploads that are two things at once: what is kept never comes back as something a browser runs. Wrong extensions are in ComfyFileTests.
/// </summary>
public sealed class UploadAttackTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private const string Html = "<html><script>alert(document.domain)</script></html>";

    private static readonly byte[] Png = ImageCodec.EncodePng(new RgbImage(new byte[8 * 8 * 3], 1, 8, 8, 3),
        text: new Dictionary<string, string> { ["prompt"] = Html }).Bytes;

    private readonly StudioApplication _studio = shared.Studio;
    private readonly HttpClient _http = shared.Studio.CreateClient();

    [Theory]
    [InlineData("page.html", "text/html")]
    [InlineData("page.htm", "text/html")]
    [InlineData("page.xhtml", "application/xhtml+xml")]
    [InlineData("page.shtml", "application/x-shtml")]
    [InlineData("page.svg", "image/svg+xml")]
    [InlineData("page.SVG", "image/svg+xml")]
    [InlineData("page.svgz", "image/svg+xml")]
    [InlineData("page.xml", "text/xml")]
    [InlineData("page.xsl", "text/xml")]
    [InlineData("page.js", "text/javascript")]
    [InlineData("page.mjs", "text/javascript")]
    [InlineData("page.css", "text/css")]
    [InlineData("page.pdf", "application/pdf")]
    [InlineData("page.swf", "application/x-shockwave-flash")]
    [InlineData("page.hta", "application/hta")]
    [InlineData("page.mht", "message/rfc822")]
    [InlineData("page.manifest", "text/cache-manifest")]
    [InlineData("page.txt", "text/plain")]
    [InlineData("page.json", "application/json")]
    [InlineData("page", "text/html")]
    [InlineData("page.html.unknown", "text/html")]
    public async Task Content_ThatWouldAct_ComesBackAsDataOrAsADownload(string name, string claimed)
    {
        using var form = Form(name, Encoding.UTF8.GetBytes(Html));
        form.First().Headers.TryAddWithoutValidation("Content-Type", claimed);
        (await _http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();

        foreach (var path in new[] { $"/view?filename={name}&type=input", $"/api/view?filename={name}%20[input]",
            $"/api/gallery/download?filename={name}&type=input" })
        {
            using var response = await _http.SendAsync(HttpMethod.Get, path, "Sec-Fetch-Dest: document", "Accept: text/html");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            AssertInert(response);
        }
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("page.svg")]
    [InlineData("page.js")]
    [InlineData("page.png")]
    public async Task UserData_ThatWouldAct_IsADownload(string name)
    {
        (await _http.PostAsync($"/userdata/{name}", new StringContent(Html))).EnsureSuccessStatusCode();
        using var response = await _http.GetAsync($"/userdata/{name}");
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        AssertInert(response);
    }

    [Theory]
    [InlineData("polyglot.png", "image/png")]
    [InlineData("polyglot.html.png", "image/png")]
    public async Task Polyglot_APictureWithAPageInIt_IsAPictureOnly(string name, string type)
    {
        using var form = Form(name, [.. Png, .. Encoding.UTF8.GetBytes(Html)]);
        (await _http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();

        using var response =
            await _http.SendAsync(HttpMethod.Get, $"/view?filename={name}&type=input", "Sec-Fetch-Dest: document", "Accept: text/html");

        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        AssertInert(response);
        var again = await _http.GetByteArrayAsync($"/view?filename={name}&type=input&preview=webp");
        Assert.DoesNotContain("script", Encoding.Latin1.GetString(again));
    }

    [Fact]
    public async Task Polyglot_AsAPage_IsADownload()
    {
        using var form = Form("polyglot.html", [.. Png, .. Encoding.UTF8.GetBytes(Html)]);
        (await _http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
        using var response = await _http.GetAsync("/view?filename=polyglot.html&type=input");
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        AssertInert(response);
    }

    [Theory]
    [InlineData("bomb.png", 60_000, 60_000)]
    [InlineData("bomb.png", 16_385, 1)]
    [InlineData("bomb.txt", 60_000, 60_000)]
    [InlineData("bomb.png", int.MaxValue, int.MaxValue)]
    [InlineData("bomb.png", 0, 0)]
    public async Task Bomb_OfDeclaredPixels_IsRefusedBeforeItUnfolds(string name, int width, int height)
    {
        using var form = Form(name, HostileFileTests.DeclaringPng(width, height));
        using var response = await _http.PostAsync("/upload/image", form);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/view?filename={name}&type=input")).StatusCode);
    }

    public static TheoryData<string, string, bool> DamagedPictures()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (var kind in new[] { ".png", ".png[interlace=true]", ".jpg", ".jpg[interlace=true]", ".webp", ".gif", ".tif",
            ".tif[compression=lzw]", ".avif[compression=av1,effort=0]" })
            cases.Add(kind, kind.Split('[')[0], true);
        cases.Add(".png", ".png", false);
        cases.Add(".png", ".jpg", true);
        cases.Add(".jpg", ".txt", true);
        return cases;
    }

    [Theory]
    [MemberData(nameof(DamagedPictures))]
    public async Task Picture_CutInTheMiddleOrWithAFlippedBit_IsNotKept(string kind, string extension, bool isCut)
    {
        var whole = SamplePictures.Saved(SamplePictures.Noise(64, 64), kind);
        var damaged = isCut ? whole[..(whole.Length / 2)] : whole.ToArray();
        if (!isCut)
            damaged[damaged.Length / 2] ^= 8;
        var name =
            $"damaged-{(isCut ? "cut" : "flipped")}{kind.Replace('=', '-').Replace(',', '-').Trim('.', ']').Replace('[', '-')}{extension}";
        using var form = Form(name, damaged);
        using var response = await _http.PostAsync("/upload/image", form);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/view?filename={name}&type=input")).StatusCode);
    }

    [Theory]
    [InlineData("[input]")]
    [InlineData("[output]")]
    [InlineData(" [temp]")]
    [InlineData("/[input]")]
    public async Task MaskReference_ThatIsOnlyASuffix_Is400(string name)
    {
        using var form = Form("m.png", Png, ("original_ref", System.Text.Json.JsonSerializer.Serialize(new { filename = name })));
        using var response = await _http.PostAsync("/upload/mask", form);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Header_MadeOfAFileName_CannotBeBrokenOutOf()
    {
        foreach (var name in new[] { "a\"; filename=\"b.html", "a;b.png", "ä\u2028.png", "a'b.png", "a%0d%0aX-Evil: 1.png" })
        {
            using var form = Form("x.png", Png);
            form.First().Headers.Remove("Content-Disposition");
            form.First().Headers.TryAddWithoutValidation("Content-Disposition",
                $"form-data; name=\"image\"; filename*=UTF-8''{Uri.EscapeDataString(name)}");
            using var kept = await _http.PostAsync("/upload/image", form);
            if (!kept.IsSuccessStatusCode)
                continue; // not a name that every system can store
            using var response = await _http.GetAsync($"/view?filename={Uri.EscapeDataString(name)}&type=input");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("X-Evil"));
            Assert.DoesNotContain("filename=\"b.html", string.Join(' ', response.Content.Headers.GetValues("Content-Disposition")),
                StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Mere data, or a download; never guessed at, and without rights of this origin should a browser show it all the same.
    /// </summary>
    private static void AssertInert(HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        var isDownload = response.Content.Headers.TryGetValues("Content-Disposition", out var disposition)
            && disposition.Single().StartsWith("attachment", StringComparison.Ordinal);
        Assert.True(isDownload || type is "image/png" or "text/plain" or "application/json", $"{type} is shown");
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }
}
