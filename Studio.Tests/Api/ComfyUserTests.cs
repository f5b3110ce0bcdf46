using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Api;

/// <summary>/users and /settings, with and without --multi-user.</summary>
public sealed class ComfyUserTests
{
    [Fact]
    public async Task Settings_AreMergedAndKeptWhereComfyUiKeepsThem()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var http = studio.CreateClient();

        Assert.Equal("""{"storage":"server","migrated":false}""", await http.GetStringAsync("/users"));
        Assert.Equal("{}", await http.GetStringAsync("/settings"));
        Assert.Equal("null", await http.GetStringAsync("/settings/x.y"));
        Assert.Equal("{}", await SendAsync(http, "/settings", """{"a.b": 1, "c": {"d": [true]}}"""));
        Assert.Equal("{}", await SendAsync(http, "/api/settings/x.y", "5"));
        Assert.Equal("""{"a.b":1,"c":{"d":[true]},"x.y":5}""", await http.GetStringAsync("/api/settings"));
        Assert.Equal("5", await http.GetStringAsync("/settings/x.y"));
        await SendAsync(http, "/settings", """{"c": null, "a.b": "<é>"}""");
        Assert.Equal("""{"a.b":"<é>","c":null,"x.y":5}""", await http.GetStringAsync("/settings"));
        Assert.Equal("""{"storage":"server","migrated":true}""", await http.GetStringAsync("/users"));
        var file = Path.Join(studio.StudioDir, "user/default/comfy.settings.json");
        Assert.Equal("<é>", (string?)JsonNode.Parse(await File.ReadAllTextAsync(file))!["a.b"]);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Settings_BrokenFile_IsNamedAndNotOverwritten()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var http = studio.CreateClient();
        var file = Path.Join(Directory.CreateDirectory(Path.Join(studio.StudioDir, "user/default")).FullName, "comfy.settings.json");
        await File.WriteAllTextAsync(file, "{\"a\": ");

        var response = await http.PostAsync("/settings/a", new StringContent("1"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("comfy.settings.json", await response.Content.ReadAsStringAsync());
        Assert.Equal("{\"a\": ", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Settings_ManyAtOnce_LoseNothing()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var http = studio.CreateClient();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => SendAsync(http, $"/settings/key{i}", $"{i}")));

        Assert.Equal(32, JsonNode.Parse(await http.GetStringAsync("/settings"))!.AsObject().Count);
    }

    [Fact]
    public async Task MultiUser_HeaderChoosesTheFolder()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.MultiUser = true);
        using var http = studio.CreateClient();
        Assert.Equal("""{"storage":"server","users":{}}""", await http.GetStringAsync("/users"));

        var bob = JsonNode.Parse(await SendAsync(http, "/users", """{"username": " Bob / the 1st "}"""))!.GetValue<string>();
        var eve = JsonNode.Parse(await SendAsync(http, "/users", """{"username": "eve"}"""))!.GetValue<string>();
        Assert.Matches("^Bob-the-1st_[0-9a-f-]{36}$", bob);
        var duplicate = await http.PostAsync("/users", new StringContent("""{"username": "eve"}"""));
        Assert.Equal((HttpStatusCode.BadRequest, """{"error":"Duplicate username."}"""),
            (duplicate.StatusCode, await duplicate.Content.ReadAsStringAsync()));
        Assert.Equal($$$"""{"storage":"server","users":{"{{{bob}}}":"Bob / the 1st","{{{eve}}}":"eve"}}""",
            await http.GetStringAsync("/users"));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(http, HttpMethod.Post, "/settings/a", bob, "1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(http, HttpMethod.Post, "/userdata/w.json", bob, "{}")).StatusCode);
        Assert.Equal("1", await (await SendAsync(http, HttpMethod.Get, "/settings/a", bob)).Content.ReadAsStringAsync());
        Assert.Equal("null", await (await SendAsync(http, HttpMethod.Get, "/settings/a", eve)).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(http, HttpMethod.Get, "/userdata/w.json", eve)).StatusCode);
        Assert.True(File.Exists(Path.Join(studio.StudioDir, "user", bob, "w.json")));
    }

    [Fact]
    public async Task MultiUser_UnknownName_Is401()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.MultiUser = true);
        using var http = studio.CreateClient();

        foreach (var name in new[] { null, "nobody", "default", "..", "../secret", "__people", "users.json" })
        {
            foreach (var path in new[] { "/settings", "/settings/a", "/userdata?dir=x", "/v2/userdata", "/userdata/w.json" })
                Assert.Equal((name, path, HttpStatusCode.Unauthorized),
                    (name, path, (await SendAsync(http, HttpMethod.Get, path, name)).StatusCode));
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(http, HttpMethod.Post, "/settings", name, "{}")).StatusCode);
        }
    }

    [Fact]
    public async Task SingleUser_HeaderMeansNothing()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var http = studio.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(http, HttpMethod.Post, "/settings/a", "../../x", "1")).StatusCode);
        Assert.Equal("1", await http.GetStringAsync("/settings/a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Principals_HaveTheirOwnData_WhateverTheHeaderSays(bool multiUser)
    {
        await using var studio = await StudioApplication.StartAsync(options => options.MultiUser = multiUser);
        using var admin = studio.CreateClient();
        using var anna = await studio.CreateClientAsync(StudioApplication.User("anna"));
        using var upper = await studio.CreateClientAsync(StudioApplication.User("Anna"));
        using var viewer = await studio.CreateClientAsync(StudioApplication.User("vera", Roles.Viewer));
        var user = multiUser ? JsonNode.Parse(await SendAsync(admin, "/users", """{"username": "bob"}"""))!.GetValue<string>() : null;
        await SendAsync(admin, HttpMethod.Post, "/settings/secret", user, "1");
        var own = multiUser ? JsonNode.Parse(await SendAsync(anna, "/users", """{"username": "bob"}"""))!.GetValue<string>() : null;

        var foreign = await SendAsync(anna, HttpMethod.Get, "/settings", user);
        Assert.Equal(multiUser ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, foreign.StatusCode);
        Assert.Equal("{}", await (await SendAsync(anna, HttpMethod.Get, "/settings", own)).Content.ReadAsStringAsync());
        if (multiUser)
            return;
        await SendAsync(anna, "/settings/a", "1");
        Assert.Equal("{}", await upper.GetStringAsync("/settings"));
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync("/settings/a", new StringContent("1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync("/users", new StringContent("""{"username": "x"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync("/userdata/a.json", new StringContent("1"))).StatusCode);
        using var stranger = studio.CreateAnonymousClient();
        foreach (var path in new[] { "/settings", "/users", "/userdata?dir=.", "/v2/userdata", "/userdata/x.json", "/userdata/x.png" })
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, (await stranger.GetAsync(path)).StatusCode));
    }

    private static async Task<string> SendAsync(HttpClient http, string path, string body)
    {
        var response = await http.PostAsync(path, new StringContent(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, string? user,
        string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        if (user is not null)
            request.Headers.Add("Comfy-User", user);
        return await http.SendAsync(request);
    }
}
