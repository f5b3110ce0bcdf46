using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Api;

/// <summary>/api/etn as Krita's plugin uses it, on the real engine and the demo model.</summary>
public sealed class KritaTests : IAsyncLifetime
{
    private static readonly byte[] Coloured = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160];

    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(demoModel: true);
        _http = _studio.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task ObjectInfo_HasTheClassesThatThePluginLooksFor()
    {
        using var response = await _http.GetAsync(new Uri("/object_info", UriKind.Relative));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var nodes = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        string[] wanted = ["InpaintPreprocessor", "DepthAnythingV2Preprocessor", "IPAdapterModelLoader", "IPAdapter", "ETN_LoadImageCache",
            "ETN_SaveImageCache", "ETN_Translate", "INPAINT_LoadFooocusInpaint", "INPAINT_ShrinkMask", "INPAINT_StabilizeMask",
            "INPAINT_ColorMatch"];
        Assert.All(wanted, name => Assert.True(nodes.ContainsKey(name), name));
        Assert.Empty(nodes["INPAINT_LoadInpaintModel"]!["input"]!["required"]!["model_name"]![0]!.AsArray());
    }

    [Fact]
    public async Task Languages_AreNone_AndTextsGoOnAsTheyAre()
    {
        Assert.Equal("[]", await _http.GetStringAsync("/api/etn/languages"));
        Assert.Equal("\"a/b c\"", await _http.GetStringAsync("/api/etn/translate/en/a/b%20c"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.GetAsync(new Uri("/api/etn/translate/de/Hund", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri("/etn/languages", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task ModelInfo_ComesInPagesUnderTheLoadersNames()
    {
        var folder = Path.Join(_studio.StudioDir, "models", "checkpoints");
        Directory.CreateDirectory(Path.Join(folder, "sub"));
        for (var i = 0; i < 7; i++)
            await File.WriteAllTextAsync(Path.Join(folder, "sub", $"broken{i}.safetensors"), "no model");
        async Task<JsonObject> PageAsync(string query) =>
            JsonNode.Parse(await _http.GetStringAsync($"/api/etn/model_info/checkpoints{query}"))!.AsObject();

        var whole = await PageAsync("?offset=0&limit=8");
        Assert.Equal("""{"offset":0,"count":8,"total":8}""", whole["_meta"]!.ToJsonString());
        Assert.Equal("sd15", (string?)whole["studio-demo.safetensors"]!["base_model"]);
        Assert.False((bool)whole["studio-demo.safetensors"]!["is_inpaint"]!);
        Assert.Equal("unknown", (string?)whole["sub/broken0.safetensors"]!["base_model"]);
        Assert.NotEmpty((string)whole["sub/broken0.safetensors"]!["error"]!);
        Assert.Equal("""{"offset":8,"count":0,"total":8}""", (await PageAsync("?offset=8&limit=8"))["_meta"]!.ToJsonString());
        await File.WriteAllTextAsync(Path.Join(folder, "zz.safetensors"), "no model");
        Assert.Equal(["zz.safetensors", "_meta"], (await PageAsync("?offset=8&limit=8")).Select(pair => pair.Key));
        Assert.Equal(9, (await PageAsync("")).Count);
        var listed = JsonNode.Parse(await _http.GetStringAsync("/object_info/CheckpointLoaderSimple"))!["CheckpointLoaderSimple"]!["input"]!
            ["required"]!["ckpt_name"]![0]!.AsArray().Select(name => (string)name!);
        Assert.Equal(listed, (await PageAsync("")).Select(pair => pair.Key));
        using var unknown = await _http.GetAsync(new Uri("/api/etn/model_info/loras?limit=8", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.NotNull(JsonNode.Parse(await unknown.Content.ReadAsStringAsync())!["error"]);
    }

    [Fact]
    public async Task Picture_OfOneAccount_IsNobodyElses()
    {
        var picture = ImageCodec.EncodePng(new RgbImage(Coloured, 1, 2, 2, 4)).Bytes;
        Assert.Equal(HttpStatusCode.Created, await PutAsync(_http, "0a1b2c3d", picture));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(_http, "0a1b2c3d", picture));
        using var mine = await _http.GetAsync(new Uri("/api/etn/image/0a1b2c3d", UriKind.Relative));
        Assert.Equal("image/png", mine.Content.Headers.ContentType!.MediaType);
        Assert.Equal(picture, await mine.Content.ReadAsByteArrayAsync());

        using var other = _studio.CreateClient(await _studio.CreateKeyAsync(StudioApplication.User("anna")));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(new Uri("/api/etn/image/0a1b2c3d", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, await PutAsync(other, "0a1b2c3d", picture));
        using var viewer = _studio.CreateClient(await _studio.CreateKeyAsync(StudioApplication.User("vera", Roles.Viewer)));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(viewer, "1", picture));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(_http, "no-picture", "text"u8.ToArray()));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(_http, new string('a', 65), picture));
    }

    [Fact]
    public async Task Picture_OverTheLimit_Is413()
    {
        await using var small = await StudioApplication.StartAsync(options => options.MaxUploadSize = 1);
        using var client = small.CreateClient();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(client, "large", new byte[(1 << 20) + 1]));
    }

    [Fact]
    public async Task Prompt_WithCachedPictures_GivesThemBackToEveryClient()
    {
        var rgba = new RgbImage(Coloured, 1, 2, 2, 4);
        await PutAsync(_http, "in", ImageCodec.EncodePng(rgba).Bytes);
        const string prompt = """
            {"1": {"class_type": "ETN_LoadImageCache", "inputs": {"id": "in"}},
             "2": {"class_type": "ETN_ApplyMaskToImage", "inputs": {"image": ["1", 0], "mask": ["1", 1]}},
             "3": {"class_type": "ETN_SaveImageCache", "inputs": {"images": ["2", 0], "format": "PNG"}}}
            """;
        for (var client = 0; client < 2; client++)
        {
            using var socket = await ComfyClient.ConnectAsync(_studio, $"krita{client}");
            var own = Guid.NewGuid().ToString();
            Assert.Equal(own, await socket.PostAsync(prompt, $"krita{client}", $", \"prompt_id\": \"{own}\""));
            var frames = await socket.UntilDoneAsync(own);
            var told = frames.Single(frame => (string?)frame["type"] == "executed")["data"]!["output"]!["images"]![0]!;
            Assert.Equal(("http", "image/png"), ((string?)told["source"], (string?)told["content-type"]));
            var given = ImageCodec.Decode(await _http.GetByteArrayAsync($"/api/etn/image/{told["id"]}"));
            Assert.Equal(rgba.Pixels, given.Pixels.Pixels);
            Assert.Contains((string)told["id"]!, await _http.GetStringAsync($"/history/{own}"), StringComparison.Ordinal);
        }

        Assert.Equal(0, (int)JsonNode.Parse(await _http.GetStringAsync("/api/gallery"))!["total"]!);
    }

    [Fact]
    public async Task Prompt_WithAPictureThatIsNotThere_FailsWithASentence()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "krita");
        var id = await client.PostAsync("""
            {"1": {"class_type": "ETN_LoadImageCache", "inputs": {"id": "gone"}},
             "3": {"class_type": "ETN_SaveImageCache", "inputs": {"images": ["1", 0], "format": "PNG"}}}
            """, "krita");
        var error = (await client.UntilAsync(frame => (string?)frame["type"] == "execution_error"))[^1];
        Assert.Equal(id, (string?)error["data"]!["prompt_id"]);
        Assert.Contains("There is no picture 'gone'", (string)error["data"]!["exception_message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lora_Uploaded_IsListedAtOnce()
    {
        Assert.Equal(HttpStatusCode.Created, await PutAsync(_http, "my style-1.safetensors", new byte[4096], "upload/loras"));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(_http, "my style-1.safetensors", new byte[10], "upload/loras"));
        Assert.Contains("my style-1.safetensors", await _http.GetStringAsync("/object_info/LoraLoader"), StringComparison.Ordinal);
        Assert.Equal(4096, new FileInfo(Path.Join(_studio.StudioDir, "models", "loras", "my style-1.safetensors")).Length);
        foreach (var name in new[] { "..%2Fout.safetensors", "a%5Cb.safetensors", ".hidden.safetensors", "x.exe", "x.safetensors.exe",
            "x%00.safetensors", "x%0A.safetensors", $"{new string('a', 250)}.safetensors", "ü.safetensors" })
            Assert.Equal((name, HttpStatusCode.BadRequest), (name, await PutAsync(_http, name, [1], "upload/loras")));
        Assert.Single(Directory.GetFileSystemEntries(Path.Join(_studio.StudioDir, "models", "loras")));
        using var artist = _studio.CreateClient(await _studio.CreateKeyAsync(StudioApplication.User("anna")));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(artist, "b.safetensors", [1], "upload/loras"));
    }

    [Fact]
    public async Task Workflow_Published_ComesToTheAccountsSubscribersAlone()
    {
        using var krita = await ComfyClient.ConnectAsync(_studio, "krita");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(_http, "publish", """{"name": "early", "client_id": "page0", "workflow": {"a": 1}}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(_http, "subscribe", """{"client_id": "krita"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(_http, "subscribe", """{"client_id": "krita"}"""));
        using var other = _studio.CreateClient(await _studio.CreateKeyAsync(StudioApplication.User("anna")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(other, "subscribe", """{"client_id": "krita"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(other, "publish", """{"name": "anna's", "client_id": "p", "workflow": {}}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(_http, "publish", """{"name": "mine", "client_id": "page", "workflow": {"b": 2}}"""));

        var early = (await krita.NextAsync("etn_workflow_published"))["data"]!;
        var mine = (await krita.NextAsync("etn_workflow_published"))["data"]!;
        Assert.Equal("""{"publisher":{"name":"early","id":"page0"},"workflow":{"a":1}}""", early.ToJsonString());
        Assert.Equal("""{"publisher":{"name":"mine","id":"page"},"workflow":{"b":2}}""", mine.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, await PostAsync(_http, "unsubscribe", """{"client_id": "krita"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(_http, "unsubscribe", """{"client_id": "krita"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(_http, "publish", """{"name": "x", "client_id": "p"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(_http, "publish", "[]"));
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient client, string name, byte[] bytes, string to = "image")
    {
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new("application/octet-stream");
        using var response = await client.PutAsync(new Uri($"/api/etn/{to}/{name}", UriKind.Relative), body);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string what, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"/api/etn/workflow/{what}", UriKind.Relative), body);
        return response.StatusCode;
    }
}
