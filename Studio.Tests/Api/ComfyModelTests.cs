using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>/experiment/models with previews, /view_metadata, and what the front end asks at its start.</summary>
public sealed class ComfyModelTests : IAsyncLifetime
{
    private static readonly byte[] Png = ImageCodec.EncodePng(new RgbImage(new byte[8 * 4 * 3], 1, 4, 8, 3)).Bytes;

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    private string Checkpoints => Path.Join(_studio.StudioDir, "models/checkpoints");

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        _http = _studio.CreateClient();
        Directory.CreateDirectory(Path.Join(Checkpoints, "sub"));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Experiment_ListsFoldersAndFiles()
    {
        new SafetensorsWriter().Add("x", "F32", [1], 1).Save(Path.Join(Checkpoints, "sub/b.safetensors"));
        Directory.CreateDirectory(Path.Join(_studio.StudioDir, "output/checkpoints"));
        await File.WriteAllTextAsync(Path.Join(_studio.StudioDir, "output/checkpoints/a.ckpt"), "12345");

        var folders = JsonNode.Parse(await _http.GetStringAsync("/experiment/models"))!.AsArray();
        Assert.Equal(27, folders.Count);
        Assert.DoesNotContain(folders, folder => (string?)folder!["name"] is "configs" or "custom_nodes");
        Assert.Equal(["name", "folders", "extensions"], folders[0]!.AsObject().Select(member => member.Key));
        Assert.Equal([Checkpoints, Path.Join(_studio.StudioDir, "output/checkpoints")],
            folders[0]!["folders"]!.AsArray().Select(path => (string?)path));
        Assert.Equal("""[".bin",".ckpt",".pkl",".pt",".pt2",".pth",".safetensors",".sft"]""", folders[0]!["extensions"]!.ToJsonString());

        var files = JsonNode.Parse(await _http.GetStringAsync("/api/experiment/models/checkpoints"))!.AsArray();
        Assert.Equal(["name", "pathIndex", "modified", "created", "size"], files[0]!.AsObject().Select(member => member.Key));
        Assert.Equal([("a.ckpt", 1, 5L), ("sub/b.safetensors", 0, new FileInfo(Path.Join(Checkpoints, "sub/b.safetensors")).Length)],
            files.Select(file => ((string)file!["name"]!, (int)file["pathIndex"]!, (long)file["size"]!)));
        Assert.Equal("[]", await _http.GetStringAsync("/experiment/models/unet"));
        foreach (var folder in new[] { "nope", "configs", "custom_nodes", ".." })
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"/experiment/models/{folder}")).StatusCode);
    }

    [Fact]
    public async Task Paths_OfThisMachine_AreForOperatorsOnly()
    {
        using var artist = await _studio.CreateClientAsync(StudioApplication.User("anna"));

        Assert.Contains("\"models/checkpoints\",\"output/checkpoints\"", await artist.GetStringAsync("/experiment/models"));
        Assert.DoesNotContain(_studio.StudioDir, await artist.GetStringAsync("/experiment/models"));
    }

    [Fact]
    public async Task Metadata_IsShownAsItIs()
    {
        new SafetensorsWriter().Metadata("modelspec.title", "Löwe").Metadata("format", "pt").Add("x", "F32", [1], 1)
            .Save(Path.Join(Checkpoints, "sub/m.safetensors"));

        Assert.Equal("""{"modelspec.title":"Löwe","format":"pt"}""",
            await _http.GetStringAsync("/view_metadata/checkpoints?filename=sub/m.safetensors"));
        Assert.Equal("""{"modelspec.title":"Löwe","format":"pt"}""",
            await _http.GetStringAsync("/api/view_metadata/checkpoints?filename=sub%5Cm.safetensors"));
    }

    [Fact]
    public async Task Metadata_OfNothingOrNonsense_Is404()
    {
        new SafetensorsWriter().Add("x", "F32", [1], 1).Save(Path.Join(Checkpoints, "none.safetensors"));
        SafetensorsWriter.Save(Path.Join(Checkpoints, "broken.safetensors"), "{\"__metadata__\": {\"a\": 1", []);
        SafetensorsWriter.Save(Path.Join(Checkpoints, "long.safetensors"),
            "{\"__metadata__\": {\"a\": \"" + new string('x', 1 << 20) + "\"}}", []);
        await File.WriteAllTextAsync(Path.Join(Checkpoints, "short.safetensors"), "abc");
        await File.WriteAllTextAsync(Path.Join(Checkpoints, "text.ckpt"), "abc");
        await File.WriteAllTextAsync(Path.Join(_studio.StudioDir, "models/outside.safetensors"), "abc");

        foreach (var name in new[] { "none", "broken", "long", "short", "missing", "../outside", "%2e%2e%2foutside" })
            Assert.Equal((name, HttpStatusCode.NotFound),
                (name, (await _http.GetAsync($"/view_metadata/checkpoints?filename={name}.safetensors")).StatusCode));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/view_metadata/checkpoints?filename=text.ckpt")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/view_metadata/checkpoints")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/view_metadata/nope?filename=none.safetensors")).StatusCode);
    }

    [Fact]
    public async Task Preview_BesideOrInside_IsWebp()
    {
        new SafetensorsWriter().Add("x", "F32", [1], 1).Save(Path.Join(Checkpoints, "sub/beside.safetensors"));
        await File.WriteAllBytesAsync(Path.Join(Checkpoints, "sub/beside.preview.png"), Png);
        var base64 = Convert.ToBase64String(Png);
        new SafetensorsWriter().Metadata("ssmd_cover_images", $"[\"{base64}\"]").Add("x", "F32", [1], 1)
            .Save(Path.Join(Checkpoints, "cover.safetensors"));
        new SafetensorsWriter().Metadata("modelspec.thumbnail", $"data:image/png;base64,{base64}").Add("x", "F32", [1], 1)
            .Save(Path.Join(Checkpoints, "spec.safetensors"));
        new SafetensorsWriter().Metadata("ssmd_cover_images", "[\"!\"]").Add("x", "F32", [1], 1)
            .Save(Path.Join(Checkpoints, "bad.safetensors"));
        new SafetensorsWriter().Add("x", "F32", [1], 1).Save(Path.Join(Checkpoints, "text.safetensors"));
        await File.WriteAllTextAsync(Path.Join(Checkpoints, "text.png"), "no picture");

        foreach (var name in new[] { "sub/beside", "sub%2Fbeside", "cover", "spec" })
        {
            var response = await _http.GetAsync($"/experiment/models/preview/checkpoints/0/{name}.safetensors");
            Assert.Equal((name, HttpStatusCode.OK, "image/webp"),
                (name, response.StatusCode, response.Content.Headers.ContentType?.ToString()));
            Assert.Equal((8, 4),
                (ImageCodec.Probe(await response.Content.ReadAsByteArrayAsync()) is var info ? (info.Width, info.Height) : default));
        }

        foreach (var path in new[] { "checkpoints/0/bad.safetensors", "checkpoints/0/text.safetensors", "checkpoints/1/cover.safetensors",
            "checkpoints/x/cover.safetensors", "nope/0/cover.safetensors", "checkpoints/0/..%2F..%2Fx.safetensors",
            "checkpoints/0/beside.preview.png" })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await _http.GetAsync($"/experiment/models/preview/{path}")).StatusCode));
    }

    [Fact]
    public async Task Preview_OfMetadataInEveryWrongShape_IsNotFound()
    {
        string[] values = ["[null]", "null", "[]", "{}", "[[]]", "[{}]", "[1]", "[true, null]", "\"x\"", "1", "NaN", "[", "", " ",
            "[\"\"]", "[\"!\", null]", "[\"\\ud800\"]", "\ufeff[]", new('[', 2000), ",", "data:,", "data:image/png;base64,", "=", "AAAA",
            "[\"AAAA\"]"];
        foreach (var (number, value) in values.Index())
        {
            new SafetensorsWriter().Metadata("ssmd_cover_images", value).Metadata("modelspec.thumbnail", value).Add("x", "F32", [1], 1)
                .Save(Path.Join(Checkpoints, $"{number}.safetensors"));
            Assert.Equal((value, HttpStatusCode.NotFound),
                (value, (await _http.GetAsync($"/experiment/models/preview/checkpoints/0/{number}.safetensors")).StatusCode));
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync($"/view_metadata/checkpoints?filename={number}.safetensors")).StatusCode);
        }
    }

    [Theory]
    [InlineData("[null, \"PNG\"]", "")]
    [InlineData("[\"!\"]", "data:image/png;base64,PNG")]
    [InlineData("nonsense", "PNG")]
    public async Task Preview_FirstThatIsOne_IsShown(string covers, string thumbnail)
    {
        var base64 = Convert.ToBase64String(Png);
        new SafetensorsWriter().Metadata("ssmd_cover_images", covers.Replace("PNG", base64)).Metadata("modelspec.thumbnail",
            thumbnail.Replace("PNG", base64)).Add("x", "F32", [1], 1)
            .Save(Path.Join(Checkpoints, "some.safetensors"));

        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/experiment/models/preview/checkpoints/0/some.safetensors")).StatusCode);
    }

    [Fact]
    public async Task FrontEnd_Questions_HaveTheirAnswers()
    {
        foreach (var (path, answer) in new[] { ("/extensions", "[]"), ("/workflow_templates", "{}"), ("/i18n", "{}"),
            ("/global_subgraphs", "{}"), ("/global_subgraphs/x", "null"), ("/api/node_replacements", "{}") })
        {
            var response = await _http.GetAsync(path);
            Assert.Equal((path, answer, "application/json; charset=utf-8"),
                (path, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType!.ToString()));
        }
    }

    [Fact]
    public async Task NodeReplacements_OfTheRealEngine_LeadToNodesThatAreThere()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var http = studio.CreateClient();

        var known = JsonNode.Parse(await http.GetStringAsync("/node_replacements"))!.AsObject();

        Assert.Equal("ImageScaleToMaxDimension", (string?)known["ResizeImagesByLongerEdge"]![0]!["new_node_id"]);
    }
}
