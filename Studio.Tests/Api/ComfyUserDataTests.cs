using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>/userdata and /v2/userdata: shapes as recorded from ComfyUI 0.33, and names that try to leave the folder.</summary>
public sealed class ComfyUserDataTests : IAsyncLifetime
{
    private StudioApplication _studio = null!;
    private HttpClient _http = null!;

    private string Folder => Path.Join(_studio.StudioDir, "user/default");

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(options => options.MaxUploadSize = 0.01);
        _http = _studio.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task File_WrittenReadMovedDeleted_AnswersAsRecorded()
    {
        Assert.Equal("\"zz/a.json\"", await PostAsync("/userdata/zz%2Fa.json", "{\"q\": 1}"));
        Assert.Equal("409 File already exists", await FailAsync(HttpMethod.Post, "/userdata/zz%2Fa.json?overwrite=false", "x"));
        var full = JsonNode.Parse(await PostAsync("/api/userdata/zz%2Fa.json?full_info=true", "{\"q\": 2}"))!.AsObject();
        Assert.Equal(["path", "size", "modified", "created"], full.Select(member => member.Key));
        Assert.Equal(("zz/a.json", 8), ((string?)full["path"], (int)full["size"]!));
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Join(Folder, "zz/a.json"))).ToUnixTimeMilliseconds();
        Assert.Equal(written, (long)full["modified"]!);

        var response = await _http.GetAsync("/userdata/zz%2Fa.json");
        Assert.Equal(("{\"q\": 2}", "application/json"),
            (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType!.ToString()));
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);

        Assert.Equal("\"zz/b.json\"", await PostAsync("/userdata/zz%2Fa.json/move/zz%2Fb.json", ""));
        Assert.Equal("new/deep/c.json",
            (string?)JsonNode.Parse(await PostAsync("/userdata/zz%2Fb.json/move/new%2Fdeep%2Fc.json?full_info=true", ""))!["path"]);
        Assert.Equal("{\"q\": 2}", await _http.GetStringAsync("/userdata/new%2Fdeep%2Fc.json"));
        Assert.Equal(HttpStatusCode.NoContent, (await _http.DeleteAsync("/userdata/new%2Fdeep%2Fc.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.DeleteAsync("/userdata/new%2Fdeep%2Fc.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/userdata/new%2Fdeep%2Fc.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsync("/userdata/no.json/move/x.json", null)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.PutAsync("/userdata/x.json", null)).StatusCode);
    }

    [Fact]
    public async Task Move_OntoAFile_ReplacesItUnlessForbidden()
    {
        await PostAsync("/userdata/a.json", "a");
        await PostAsync("/userdata/b.json", "b");

        Assert.Equal("409 File already exists", await FailAsync(HttpMethod.Post, "/userdata/a.json/move/b.json?overwrite=false", ""));
        Assert.Equal(("a", "b"), (await _http.GetStringAsync("/userdata/a.json"), await _http.GetStringAsync("/userdata/b.json")));
        await PostAsync("/userdata/a.json/move/b.json", "");
        Assert.Equal("a", await _http.GetStringAsync("/userdata/b.json"));
        Assert.Equal(["b.json"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task List_AllForms_AreAsRecorded()
    {
        await PostAsync("/userdata/zz%2Fa.json", "{\"q\": 1}");
        await PostAsync("/userdata/zz%2Fsub%2Fb.json", "12");
        await PostAsync("/userdata/zz%2F.hidden.json", "1");

        Assert.Equal("""["a.json"]""", await _http.GetStringAsync("/userdata?dir=zz"));
        Assert.Equal("""["a.json","sub/b.json"]""", await _http.GetStringAsync("/userdata?dir=zz&recurse=true"));
        Assert.Equal("""["zz/a.json","zz/sub/b.json"]""", await _http.GetStringAsync("/userdata?dir=.&recurse=True"));
        Assert.Equal("""[["a.json","a.json"],["sub/b.json","sub","b.json"]]""",
            await _http.GetStringAsync("/api/userdata?dir=zz&recurse=true&split=true"));
        var full = JsonNode.Parse(await _http.GetStringAsync("/userdata?dir=zz&full_info=true&split=true"))!.AsArray();
        Assert.Equal(["path", "size", "modified", "created"], full.Single()!.AsObject().Select(member => member.Key));
        Assert.Equal("400 Directory not provided", await FailAsync(HttpMethod.Get, "/userdata"));
        Assert.Equal("404 Directory not found", await FailAsync(HttpMethod.Get, "/userdata?dir=nope"));
        Assert.Equal("403 Invalid directory", await FailAsync(HttpMethod.Get, "/userdata?dir=../.."));
    }

    [Fact]
    public async Task Browse_FoldersFirst()
    {
        await PostAsync("/userdata/a.json", "{\"q\": 1}");
        await PostAsync("/userdata/zz%2Fb.json", "12");
        await File.WriteAllTextAsync(Path.Join(Folder, ".0123456789abcdef0123456789abcdef.part"), "unfinished");

        var root = JsonNode.Parse(await _http.GetStringAsync("/v2/userdata"))!.AsArray();

        Assert.Equal("""{"name":"zz","path":"zz","type":"directory"}""", root[0]!.ToJsonString());
        Assert.Equal(["name", "path", "type", "size", "modified"], root[1]!.AsObject().Select(member => member.Key));
        Assert.Contains('.', root[1]!["modified"]!.ToJsonString());
        Assert.Equal(2, root.Count);
        Assert.Equal("zz/b.json", (string?)JsonNode.Parse(await _http.GetStringAsync("/api/v2/userdata?path=zz"))![0]!["path"]);
        Assert.Equal("zz/b.json", (string?)JsonNode.Parse(await _http.GetStringAsync("/v2/userdata?dir=zz"))![0]!["path"]);
        Assert.Equal("[]", await _http.GetStringAsync("/v2/userdata?path=nope"));
        Assert.Equal("[]", await _http.GetStringAsync("/v2/userdata?path=a.json"));
        Assert.Equal(HttpStatusCode.Forbidden, (await _http.GetAsync("/v2/userdata?path=..%2F..")).StatusCode);
    }

    [Fact]
    public async Task Write_TooLarge_Is413AndLeavesNothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/userdata/big.bin") { Content = new ByteArrayContent(new byte[20_000]) };
        request.Headers.ExpectContinue = true; // so that the answer comes before the body is sent
        var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("[]", await _http.GetStringAsync("/v2/userdata"));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task Write_WhereAFolderOrFileIsInTheWay_Is409()
    {
        await PostAsync("/userdata/a%2Fb.json", "1");

        Assert.Equal("409 File already exists", await FailAsync(HttpMethod.Post, "/userdata/a", "1"));
        Assert.StartsWith("409 A file has the name", await FailAsync(HttpMethod.Post, "/userdata/a%2Fb.json%2Fc.json", "1"));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/userdata/a")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.DeleteAsync("/userdata/a")).StatusCode);
    }

    [Fact]
    public async Task Names_OfAllAlphabets_ComeBackAsTheyWere()
    {
        foreach (var name in new[] { "Übung 50%.json", "工作流.json", "a+b&c=d#e.json", "'quoted' (1).json" })
        {
            var escaped = Uri.EscapeDataString("w/" + name);
            Assert.Equal($"w/{name}", JsonNode.Parse(await PostAsync($"/userdata/{escaped}", name))!.GetValue<string>());
            Assert.Equal(name, await _http.GetStringAsync($"/userdata/{escaped}"));
        }

        Assert.Equal(4, JsonNode.Parse(await _http.GetStringAsync("/userdata?dir=w"))!.AsArray().Count);
    }

    [Theory]
    [InlineData("script.js", "no-store")]
    [InlineData("index.json", "no-store")]
    [InlineData("x.png", "no-cache, private")]
    public async Task Read_SaysHowLongItMayBeKept(string name, string cacheControl)
    {
        await PostAsync($"/userdata/{name}", "x");

        Assert.Equal(cacheControl, (await _http.GetAsync($"/userdata/{name}")).Headers.CacheControl!.ToString());
    }

    private async Task<string> PostAsync(string path, string body)
    {
        var response = await _http.PostAsync(path, new StringContent(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {text}");
        return text;
    }

    /// <summary>Status and text of a plain-text refusal.</summary>
    private async Task<string> FailAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        var response = await _http.SendAsync(request);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }
}
