using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Data;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Sites;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Downloads;

/// <summary>Who may fetch what under which name, asked at the service and by REST.</summary>
public sealed class DownloadRulesTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Theory]
    [InlineData("nothing", "x.safetensors", "There is no kind of model")]
    [InlineData("diffusers", "x.safetensors", "no single files")]
    [InlineData("custom_nodes", "x.py", "no single files")]
    [InlineData("loras", "x.exe", "end in")]
    [InlineData("loras", "../x.safetensors", "leads out")]
    [InlineData("loras", "a/../../x.safetensors", "leads out")]
    [InlineData("loras", "/etc/x.safetensors", "leads out")]
    [InlineData("loras", "CON.safetensors", "device")]
    [InlineData(null, "x.safetensors", "kind")]
    public void Request_ThatCannotBe_IsRefused(string? kind, string name, string words)
    {
        var refused = Assert.Throws<DownloadException>(
            () => fixture.Queue.Add(Anna, new(DownloadSource.Parse("https://example.org/x.safetensors"), kind, name)));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Others_MayNotFetch_AndNotChangeWhatIsAnothers()
    {
        var source = DownloadSource.Parse(fixture.Elsewhere.Address("/never"));
        foreach (var role in new[] { Roles.Artist, Roles.Viewer })
            Assert.Equal(DownloadRefusal.NotAllowed,
                Assert.Throws<DownloadException>(() => fixture.Queue.Add(StudioApplication.User("ben", role), new(source))).Refusal);
        var keyOnly = StudioApplication.User("cora", Roles.Operator).Within(new HashSet<string> { Scopes.ModelsFetch });
        var (download, _) = fixture.Queue.Add(Anna, new(source));
        foreach (var change in new Action[]
        {
            () => fixture.Queue.Pause(keyOnly, download.Id), () => fixture.Queue.Cancel(keyOnly, download.Id),
            () => fixture.Queue.SetPriority(keyOnly, download.Id, 3), () => fixture.Queue.Resume(keyOnly, download.Id),
        })
            Assert.Equal(DownloadRefusal.NotAllowed, Assert.Throws<DownloadException>(change).Refusal);
        fixture.Queue.Cancel(StudioApplication.User("dora", Roles.Operator), download.Id);
    }

    [Fact]
    public async Task Rest_AddsPausesMovesAndRemoves()
    {
        var model = Model(200_000, 40);
        fixture.Elsewhere.On("/rest", asked => Reply.File(model, asked));
        using var http = fixture.Studio.CreateClient();
        var url = fixture.Elsewhere.Address("/rest?token=secret");
        fixture.Elsewhere.On("/rest?token=secret", asked => Reply.File(model, asked));

        var (status, added) = await SendAsync(http, HttpMethod.Post, "", new { url, kind = "loras", name = "rest.safetensors" });
        Assert.Equal(HttpStatusCode.Accepted, status);
        var id = (string)added["id"]!;
        await fixture.UntilAsync(id, now => now.State == DownloadState.Done);
        var (_, one) = await SendAsync(http, HttpMethod.Get, $"/{id}");
        Assert.Equal(("done", 200_000L + model.Length - 200_000, HashOf(model)),
            ((string)one["state"]!, (long)one["bytes"]!, (string)one["sha256"]!));
        Assert.DoesNotContain("secret", await http.GetStringAsync("/api/models/downloads"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(http, HttpMethod.Post, $"/{id}/pause")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(http, HttpMethod.Delete, $"/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(http, HttpMethod.Get, $"/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(http, HttpMethod.Post, "/nothing/cancel")).Status);

        Assert.Equal(HttpStatusCode.Conflict,
            (await SendAsync(http, HttpMethod.Post, "",
                new { url = fixture.Elsewhere.Address("/x"), kind = "loras", name = "rest.safetensors" })).Status);
        foreach (var body in new object[] { new { }, new { url, hf = "a/b/c" }, new { civitai = "x" }, new { hf = "x" },
            new { url = "nowhere" },
            new { url, sha256 = "12" }, new { url, priority = 5000 } })
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(http, HttpMethod.Post, "", body)).Status);
        var (_, waiting) = await SendAsync(http, HttpMethod.Post, "", new { civitai = 4711 });
        Assert.Equal("civitai:4711", (string)waiting["source"]!);
        Assert.Equal(7, (int)(await SendAsync(http, HttpMethod.Post, $"/{waiting["id"]}/priority",
            new { priority = 7 })).Body["priority"]!);
        await SendAsync(http, HttpMethod.Post, $"/{waiting["id"]}/cancel");
    }

    [Fact]
    public async Task Offline_FetchesNothing()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Offline = true);
        var refused = Assert.Throws<DownloadException>(() => studio.Get<DownloadQueue>().Add(Anna, new(DownloadSource.Parse("civitai:1"))));
        Assert.Equal(DownloadRefusal.Offline, refused.Refusal);
    }

    [Fact]
    public void Token_OfAUser_IsSealedInTheDatabaseAndBoundToItsRow()
    {
        var (tokens, db) = (fixture.Studio.Get<SiteTokens>(), fixture.Studio.Get<StudioDb>());
        tokens.Keep(Anna, "civitai", "own-token-of-anna");
        Assert.Equal("own-token-of-anna", tokens.Of("anna", "civitai"));
        Assert.Equal("civitai_server_token", tokens.Of("ben", "civitai"));
        var sealedToken = fixture.Studio.Get<SiteTokenStore>().Find("anna", "civitai")!;
        Assert.DoesNotContain("own-token", System.Text.Encoding.Latin1.GetString(sealedToken), StringComparison.Ordinal);

        fixture.Studio.Get<SiteTokenStore>().Set("ben", "civitai", sealedToken, TimeProvider.System.GetUtcNow());
        Assert.Equal("civitai_server_token", tokens.Of("ben", "civitai"));
        tokens.Keep(Anna, "civitai", null);
        Assert.Equal("civitai_server_token", tokens.Of("anna", "civitai"));
        Assert.Throws<DownloadException>(() => tokens.Keep(Anna, "civitai", "two\r\nX-Header: lines"));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpClient http, HttpMethod method, string path,
        object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/models/downloads" + path);
        if (body is not null)
            request.Content = System.Net.Http.Json.JsonContent.Create(body);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
