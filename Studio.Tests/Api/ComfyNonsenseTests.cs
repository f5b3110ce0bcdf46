using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Api;

/// <summary>What scripts get wrong and attackers try; one server for all of it, since nothing of it may leave a trace.</summary>
public sealed class ComfyNonsenseTests(ComfyNonsenseTests.Server server) : IClassFixture<ComfyNonsenseTests.Server>
{
    private readonly HttpClient _http = server.Http;

    [Theory]
    [InlineData("", "invalid_json")]
    [InlineData("{\"prompt\": ", "invalid_json")]
    [InlineData("{\"prompt\": {\"1\": {\"class_type\": \"\\ud800\"}}}", "missing_node_type")]
    [InlineData("\uFEFF[NaN]", "no_prompt")]
    [InlineData("[1]", "no_prompt")]
    [InlineData("3", "no_prompt")]
    [InlineData("{}", "no_prompt")]
    [InlineData("{\"prompt\": []}", "invalid_request")]
    [InlineData("{\"prompt\": {}, \"number\": \"junk\"}", "invalid_request")]
    [InlineData("{\"prompt\": {}, \"number\": \"inf\"}", "invalid_request")]
    [InlineData("{\"prompt\": {}, \"extra_data\": 1}", "invalid_request")]
    [InlineData("{\"prompt\": {}, \"partial_execution_targets\": [1]}", "invalid_request")]
    [InlineData("{\"prompt\": {}, \"prompt_id\": \"x\"}", "invalid_prompt_id")]
    [InlineData("{\"prompt\": {}}", "prompt_no_outputs")]
    [InlineData("{\"prompt\": {\"1\": {}}}", "missing_node_type")]
    [InlineData("{\"prompt\": {\"1\": 7}}", "missing_node_type")]
    public async Task Post_Nonsense_Is400WithAReason(string body, string type)
    {
        var response = await _http.PostAsync("/prompt", new StringContent(body, Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(["error", "node_errors"], answer.AsObject().Select(member => member.Key));
        Assert.Equal(type, (string?)answer["error"]!["type"]);
        Assert.Equal(["type", "message", "details", "extra_info"], answer["error"]!.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData("../x.png", "", "input")]
    [InlineData("/etc/x.png", "", "input")]
    [InlineData("a\\x.png", "", "input")]
    [InlineData("CON.png", "", "input")]
    [InlineData("x.png.", "", "input")]
    [InlineData("x\u202egnp.png", "", "input")]
    [InlineData("x.png", "../up", "input")]
    [InlineData("x.png", "/abs", "input")]
    [InlineData("x.png", "a/../../b", "input")]
    [InlineData("x.png", "", "models")]
    public async Task Upload_NameThatLeavesItsFolder_Is400(string name, string subfolder, string type)
    {
        using var form = Form(name, [1], ("subfolder", subfolder), ("type", type));

        var response = await _http.PostAsync("/upload/image", form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["type"]);
    }

    [Theory]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData("?filename=", HttpStatusCode.BadRequest)]
    [InlineData("?filename=../studio.db", HttpStatusCode.BadRequest)]
    [InlineData("?filename=%2e%2e%2fstudio.db", HttpStatusCode.BadRequest)]
    [InlineData("?filename=/etc/passwd", HttpStatusCode.BadRequest)]
    [InlineData("?filename=%5c%5chost%5cx", HttpStatusCode.BadRequest)]
    [InlineData("?filename=x%00.png", HttpStatusCode.BadRequest)]
    [InlineData("?filename=nope.png", HttpStatusCode.NotFound)]
    [InlineData("?filename=a.png&type=foo", HttpStatusCode.BadRequest)]
    [InlineData("?filename=studio.db&subfolder=..", HttpStatusCode.Forbidden)]
    [InlineData("?filename=passwd&subfolder=%2fetc%2f..%2fetc", HttpStatusCode.Forbidden)]
    [InlineData("?filename=x.png&subfolder=a%5c..%5c..", HttpStatusCode.Forbidden)]
    [InlineData("?filename=..%20[input]", HttpStatusCode.BadRequest)]
    public async Task View_WhatIsNotThere_GetsAnErrorAndNoFile(string query, HttpStatusCode status)
    {
        var response = await _http.GetAsync("/view" + query);

        Assert.Equal(status, response.StatusCode);
        Assert.StartsWith("application/json", response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("x.html")]
    [InlineData("x.js")]
    [InlineData("x.css")]
    [InlineData("x.xml")]
    [InlineData("x.mht")]
    [InlineData("x.svg")]
    [InlineData("x.pdf")]
    [InlineData("x.unknown")]
    public async Task View_ActiveContent_IsADownload(string name)
    {
        using var form = Form(name, "<script>"u8.ToArray());
        (await _http.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();

        var response = await _http.GetAsync($"/view?filename={name}&type=input");

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("attachment", response.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Contains("Sec-Fetch-Dest", response.Headers.Vary);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    public sealed class Server : IAsyncLifetime
    {
        private StudioApplication _studio = null!;

        public HttpClient Http { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _studio = await StudioApplication.StartAsync(services: FakeEngine.With(new FakeWorld()));
            Http = _studio.CreateClient();
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            await _studio.DisposeAsync();
        }
    }
}
