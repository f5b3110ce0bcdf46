using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Api;

/// <summary>What is refused and leaves no trace, on every route but /prompt and /view: one server for all of it.</summary>
public sealed class ComfyRefusalTests(ComfyRefusalTests.Server server) : IClassFixture<ComfyRefusalTests.Server>
{
    private static readonly byte[] Picture = ImageCodec.EncodePng(new RgbImage(new byte[8 * 8 * 4], 1, 8, 8, 4)).Bytes;

    private readonly StudioApplication _studio = server.Studio;
    private readonly HttpClient _http = server.Studio.CreateClient();

    private string Folder => Path.Join(_studio.StudioDir, "user/default");

    [Theory]
    [InlineData("status=foo", "Invalid status value(s): foo. Valid values: pending, in_progress, completed, failed, cancelled")]
    [InlineData("status=pending,x,y", "Invalid status value(s): x, y. Valid values: pending, in_progress, completed, failed, cancelled")]
    [InlineData("sort_by=x", "sort_by must be 'created_at' or 'execution_duration'")]
    [InlineData("sort_order=up", "sort_order must be 'asc' or 'desc'")]
    [InlineData("limit=0", "limit must be a positive integer")]
    [InlineData("limit=-1", "limit must be a positive integer")]
    [InlineData("limit=x", "limit must be an integer")]
    [InlineData("limit=1__0", "limit must be an integer")]
    [InlineData("offset=x", "offset must be an integer")]
    public async Task Jobs_BadParameter_Is400WithTheReason(string query, string error)
    {
        var response = await _http.GetAsync($"/api/jobs?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(error, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]);
    }

    [Theory]
    [InlineData("/jobs", HttpStatusCode.NotFound, "404: Not Found")]
    [InlineData("/api/jobs/", HttpStatusCode.NotFound, "404: Not Found")]
    [InlineData("/api/jobs/none", HttpStatusCode.NotFound, """{"error":"Job not found"}""")]
    [InlineData("/api/jobs/none/cancel", HttpStatusCode.MethodNotAllowed, "405: Method Not Allowed")]
    public async Task Job_Unknown_Is404(string path, HttpStatusCode status, string body)
    {
        var response = await _http.GetAsync(path);

        Assert.Equal((status, body), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("{", """{"error":"Request body must be valid JSON"}""")]
    [InlineData("", """{"error":"Request body must be valid JSON"}""")]
    [InlineData("[]", """{"error":"Request body must be a JSON object"}""")]
    [InlineData("{}", """{"error":"job_ids must be a list of job ids"}""")]
    [InlineData("{\"job_ids\": \"a\"}", """{"error":"job_ids must be a list of job ids"}""")]
    [InlineData("{\"job_ids\": [\"a\", 3, null]}", """{"error":"job_ids contains invalid id(s)","invalid_ids":["a",3,null]}""")]
    public async Task CancelJobs_BadBody_Is400WithTheReason(string body, string answer)
    {
        var response = await _http.PostAsync("/api/jobs/cancel", new StringContent(body));

        Assert.Equal((HttpStatusCode.BadRequest, answer), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"enabled\": true}")]
    [InlineData("{\"clientId\": 3}")]
    public async Task SubscribeToLogs_Nonsense_Is400(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PatchAsync("/internal/logs/subscribe", new StringContent(body))).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/internal/logs", 404, "404: Not Found")]
    [InlineData("GET", "/internal/nope", 404, "404: Not Found")]
    [InlineData("GET", "/prompt/", 404, "404: Not Found")]
    [InlineData("GET", "/history/x/", 404, "404: Not Found")]
    [InlineData("GET", "//prompt", 404, "404: Not Found")]
    [InlineData("PUT", "/prompt", 405, "405: Method Not Allowed")]
    [InlineData("DELETE", "/settings", 405, "405: Method Not Allowed")]
    [InlineData("POST", "/internal/logs", 405, "405: Method Not Allowed")]
    [InlineData("OPTIONS", "/prompt", 200, "")]
    [InlineData("OPTIONS", "/nope", 200, "")]
    [InlineData("HEAD", "/settings", 200, "")]
    [InlineData("HEAD", "/internal/folder_paths", 200, "")]
    public async Task Address_UnknownOrInAnotherVerb_IsAnsweredInPlainText(string method, string path, int status, string body)
    {
        // a doubled slash would be taken for a host
        using var request = new HttpRequestMessage(new HttpMethod(method),
            new Uri(_studio.BaseAddress.GetLeftPart(UriPartial.Authority) + path));
        var response = await _http.SendAsync(request);

        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        if (body.Length > 0)
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("/settings", "[]", HttpStatusCode.BadRequest)]
    [InlineData("/settings", "", HttpStatusCode.BadRequest)]
    [InlineData("/settings", "{\"a\": ", HttpStatusCode.BadRequest)]
    [InlineData("/settings/x", "", HttpStatusCode.BadRequest)]
    [InlineData("/users", "{}", HttpStatusCode.BadRequest)]
    [InlineData("/users", "{\"username\": \"  \"}", HttpStatusCode.BadRequest)]
    [InlineData("/users", "{\"username\": \"__system\"}", HttpStatusCode.BadRequest)]
    [InlineData("/users", "{\"username\": \"default\"}", HttpStatusCode.BadRequest)]
    public async Task Users_Nonsense_IsRefusedAndKeepsNothing(string path, string body, HttpStatusCode status)
    {
        var response = await _http.PostAsync(path, new StringContent(body));

        Assert.Equal(status, response.StatusCode);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]);
        Assert.Equal([Folder], Directory.GetFileSystemEntries(Path.GetDirectoryName(Folder)!));
        Assert.False(File.Exists(Path.Join(Folder, "comfy.settings.json")));
    }

    [Theory]
    [InlineData("..%2Fx.json")]
    [InlineData("..%2F..%2Fstudio.db")]
    [InlineData("..%5C..%5Cstudio.db")]
    [InlineData("%252e%252e%252fstudio.db")]
    [InlineData("a%2F..%2F..%2Fx.json")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("C%3A%5Cx.json")]
    [InlineData("x%00.json")]
    [InlineData("x%2500.json")]
    [InlineData("CON")]
    [InlineData("x.json.")]
    [InlineData("x%E2%80%AEnosj.json")]
    [InlineData("a%EF%BC%8Fb.json")]
    [InlineData(".0123456789abcdef0123456789abcdef.part")]
    [InlineData(".%2F")]
    [InlineData("link.json")]
    [InlineData("up%2Fstudio.db")]
    public async Task UserData_NameThatLeavesTheFolder_IsRefusedInEveryVerb(string name)
    {
        var before = Directory.GetFiles(_studio.StudioDir, "*", SearchOption.TopDirectoryOnly).Order().ToList();

        using var read = await _http.GetAsync($"/userdata/{name}");
        using var write = await _http.PostAsync($"/userdata/{name}", new StringContent("overwritten"));
        using var delete = await _http.DeleteAsync($"/userdata/{name}");
        using var moveFrom = await _http.PostAsync($"/userdata/{name}/move/z.json", null);
        using var moveTo = await _http.PostAsync($"/userdata/own.json/move/{name}", null);

        // %00 ends at the web server, before any of this
        foreach (var response in new[] { read, write, delete, moveFrom, moveTo })
            Assert.True(response.StatusCode is HttpStatusCode.Forbidden
                || (name == "x%00.json" && response.StatusCode == HttpStatusCode.BadRequest), $"{response.StatusCode}");
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Join(_studio.StudioDir, "x.json")));
        Assert.Equal("own", await File.ReadAllTextAsync(Path.Join(Folder, "own.json")));
        Assert.Equal(before, Directory.GetFiles(_studio.StudioDir, "*", SearchOption.TopDirectoryOnly).Order());
        Assert.Equal("""["own.json"]""", await _http.GetStringAsync("/userdata?dir=.&recurse=true"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"filename": 3}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filename": "../studio.db"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filename": "/etc/passwd"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filename": "\\\\host\\x.png"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filename": "o.png", "type": "models"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"filename": "o.png", "type": "input", "subfolder": ".."}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"filename": "o.png", "type": "input", "subfolder": "a/../../.."}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"filename": "o.png", "type": "input", "subfolder": "/etc"}""", HttpStatusCode.Forbidden)]
    [InlineData("""{"filename": "o.png"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"filename": "none.png", "type": "input"}""", HttpStatusCode.NotFound)]
    public async Task Mask_BadReference_IsRefusedAndKeepsNothing(string? reference, HttpStatusCode status)
    {
        using var form = reference is null ? Form("m.png", Picture) : Form("m.png", Picture, ("original_ref", reference));

        var response = await _http.PostAsync("/upload/mask", form);

        Assert.Equal(status, response.StatusCode);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
        Assert.Equal(["o.png"], Directory.GetFileSystemEntries(Path.Join(_studio.StudioDir, "input")).Select(Path.GetFileName));
    }

    public sealed class Server : SharedStudio
    {
        protected override async Task<StudioApplication> StartAsync()
        {
            var studio = await StudioApplication.StartAsync(services: FakeEngine.With(new FakeWorld()));
            var folder = Directory.CreateDirectory(Path.Join(studio.StudioDir, "user/default")).FullName;
            await File.WriteAllTextAsync(Path.Join(studio.StudioDir, "x.json"), "secret");
            await File.WriteAllTextAsync(Path.Join(folder, "own.json"), "own");
            File.CreateSymbolicLink(Path.Join(folder, "link.json"), "../../x.json");
            Directory.CreateSymbolicLink(Path.Join(folder, "up"), "../..");
            await File.WriteAllBytesAsync(Path.Join(studio.StudioDir, "input/o.png"), Picture);
            return studio;
        }
    }
}
