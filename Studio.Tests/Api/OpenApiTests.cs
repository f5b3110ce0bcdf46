using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.OpenApi;
using Studio.Tests.Support;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Api;

/// <summary>The document against the server that it describes: every route in it, nothing else, and real answers that fit.</summary>
public sealed class OpenApiTests(OpenApiTests.Server server) : IClassFixture<OpenApiTests.Server>
{
    private readonly HttpClient _http = server.Http;
    private readonly JsonObject _document = server.Document;

    [Fact]
    public void Document_ReadByTheReferenceReader_IsOpenApi31WithoutMistakes()
    {
        var read = OpenApiDocument.Parse(_document.ToJsonString(), "json");

        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(_document["paths"]!.AsObject().Count, read.Document!.Paths.Count);
    }

    [Fact]
    public void Document_AndTheServersRoutes_AreTheSame()
    {
        var served = server.Studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                && !endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith('_'))
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "OPTIONS")
                .Select(method =>
                    $"{method} {string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Written))))}"));
        var described = _document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key.TrimStart('/')}"));

        Assert.Equal(served.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operations_HaveUniqueNamesAndWords()
    {
        var operations =
            _document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(method => method.Value!.AsObject()).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => (string)operation["operationId"]!).Distinct().Count());
        // the fallback of a route without a row in Api/OpenApi/*.json and without a summary of its own
        Assert.DoesNotContain(operations.Select(operation => (string)operation["summary"]!),
            summary => summary.Contains(" /", StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_WithoutARoute_AreNone()
    {
        var served = _document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}")).ToHashSet();

        Assert.Empty(Studio.Web.Api.OpenApi.ApiTexts.Read().Operations.Select(row => row.Key).Except(served));
    }

    [Fact]
    public void Schemas_EveryReference_LeadsSomewhereAndNoneIsUnused()
    {
        var text = _document.ToJsonString();
        var used = System.Text.RegularExpressions.Regex.Matches(text, "#/components/schemas/(\\w+)").Select(match => match.Groups[1].Value)
            .ToHashSet();

        Assert.Equal(used.Order(), _document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).Order());
    }

    [Fact]
    public async Task Document_WithoutACredential_IsRefused()
    {
        using var anonymous = server.Studio.CreateAnonymousClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/openapi.json")).StatusCode);
        using var head = await _http.SendAsync(HttpMethod.Head, "/openapi.json");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Theory]
    [InlineData("/prompt")]
    [InlineData("/queue")]
    [InlineData("/history")]
    [InlineData("/history/{id}")]
    [InlineData("/api/jobs")]
    [InlineData("/api/jobs", "?status=foo")]
    [InlineData("/api/jobs/{id}")]
    [InlineData("/api/api/jobs/{id}")]
    [InlineData("/object_info")]
    [InlineData("/object_info/{name}")]
    [InlineData("/features")]
    [InlineData("/system_stats")]
    [InlineData("/embeddings")]
    [InlineData("/models")]
    [InlineData("/models/{folder}")]
    [InlineData("/view_metadata/{folder}", "?filename=nope.safetensors")]
    [InlineData("/experiment/models")]
    [InlineData("/experiment/models/{folder}")]
    [InlineData("/extensions")]
    [InlineData("/i18n")]
    [InlineData("/workflow_templates")]
    [InlineData("/global_subgraphs")]
    [InlineData("/global_subgraphs/{id}")]
    [InlineData("/node_replacements")]
    [InlineData("/users")]
    [InlineData("/settings")]
    [InlineData("/settings/{id}")]
    [InlineData("/userdata", "?dir=a&recurse=true&full_info=true")]
    [InlineData("/userdata", "?dir=a&recurse=true&split=true")]
    [InlineData("/v2/userdata", "?path=")]
    [InlineData("/internal/folder_paths")]
    [InlineData("/internal/files/{type}")]
    [InlineData("/internal/logs")]
    [InlineData("/internal/logs/raw")]
    [InlineData("/health")]
    [InlineData("/api/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/api/queue/state")]
    [InlineData("/api/gallery")]
    [InlineData("/api/gallery", "?limit=0")]
    [InlineData("/api/models/files")]
    [InlineData("/api/models/files", "?kind=nope")]
    [InlineData("/api/extensions/installed")]
    [InlineData("/api/admin/audit")]
    [InlineData("/api/admin/overview")]
    [InlineData("/api/admin/doctor")]
    [InlineData("/api/admin/usage")]
    [InlineData("/api/admin/usage", "?days=0")]
    [InlineData("/api/admin/maintenance")]
    [InlineData("/api/admin/extensions")]
    public async Task Get_RealAnswer_FitsItsSchema(string path, string query = "")
    {
        var address = path.Replace("{id}", server.Job).Replace("{name}", "SaveImage").Replace("{folder}", "checkpoints").Replace("{type}",
            "output");
        AssertFits("get", path, await _http.GetAsync(address + query));
    }

    [Theory]
    [InlineData("/prompt", "{\"prompt\": {\"1\": {\"class_type\": \"Nope\"}}}")]
    [InlineData("/prompt", "[")]
    [InlineData("/queue", "{\"delete\": []}")]
    [InlineData("/queue", "{\"delete\": 1}")]
    [InlineData("/history", "{\"delete\": [\"x\"]}")]
    [InlineData("/interrupt", "{}")]
    [InlineData("/free", "{\"unload_models\": true}")]
    [InlineData("/api/jobs/cancel", "{\"job_ids\": []}")]
    [InlineData("/api/jobs/cancel", "{\"job_ids\": [1]}")]
    [InlineData("/settings", "{\"a\": 1}")]
    [InlineData("/users", "{\"username\": \"x\"}")]
    [InlineData("/userdata/{file}", "hello")]
    [InlineData("/api/queue/pause", "{\"reason\": \"lunch\"}")]
    [InlineData("/api/queue/resume", "{}")]
    [InlineData("/api/queue/{id}/move", "{\"to\": \"front\"}")]
    [InlineData("/api/auth/login", "{\"api_key\": \"wrong\"}")]
    public async Task Post_RealAnswer_FitsItsSchema(string path, string body)
    {
        var address =
            path.Replace("{id}", server.Job).Replace("{file}", "post.txt") + (path == "/userdata/{file}" ? "?full_info=true" : "");
        AssertFits("post", path, await _http.PostAsync(address, body));
    }

    [Fact]
    public async Task Upload_RealAnswer_FitsItsSchema()
    {
        using var form = Form("p.png", [1, 2, 3]);
        AssertFits("post", "/upload/image", await _http.PostAsync("/upload/image", form));
        AssertFits("post", "/upload/image", await _http.PostAsync("/upload/image", "{}"));
    }

    [Fact]
    public void Check_WhatDoesNotFit_IsFound()
    {
        var check = new SchemaCheck(_document);
        var schema = Parse("""{"$ref": "#/components/schemas/PromptAnswer"}""");

        Assert.Empty(check.Mistakes(Parse("""{"prompt_id": "x", "number": 5.0, "node_errors": {}}"""), schema));
        Assert.Single(check.Mistakes(Parse("""{"prompt_id": "x", "number": 1}"""), schema));
        Assert.Single(check.Mistakes(Parse("""{"prompt_id": 1, "number": 1, "node_errors": {}}"""), schema));
        Assert.Single(check.Mistakes(Parse("""{"prompt_id": "x", "number": 1, "node_errors": {}, "more": 1}"""), schema));
        Assert.Single(check.Mistakes(Parse("[1, 2, 3]"), Parse("""{"type": "array", "maxItems": 2}""")));
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    private static string Written(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        _ => throw new NotSupportedException(part.ToString()),
    };

    private void AssertFits(string method, string path, HttpResponseMessage response)
    {
        var responses = _document["paths"]![path]![method]!["responses"]!.AsObject();
        var described = responses[$"{(int)response.StatusCode}"] ?? responses["default"]!;
        if ((string?)described["$ref"] is { } reference)
            described = _document["components"]!["responses"]![reference.Split('/')[^1]]!;
        var schema = described["content"]?["application/json"]?["schema"];
        var text = new StreamReader(response.Content.ReadAsStream()).ReadToEnd();
        Assert.True(schema is not null, $"{(int)response.StatusCode} is not described as JSON: {text}");
        Assert.Empty(new SchemaCheck(_document).Mistakes(JsonNode.Parse(text), schema));
    }

    public sealed class Server : IAsyncLifetime
    {
        private readonly FakeWorld _world = new();

        public StudioApplication Studio { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public JsonObject Document { get; private set; } = null!;

        /// <summary>One that ended with a picture; another failed, a third waits behind one that runs.</summary>
        public string Job { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
            Http = Studio.CreateClient();
            Document = JsonNode.Parse(await Http.GetStringAsync("/openapi.json"))!.AsObject();
            using var client = await ComfyClient.ConnectAsync(Studio, "c");
            Job = await client.PostAsync(ComfySequenceTests.Prompt(steps: 1), "c",
                ", \"extra_data\": {\"extra_pnginfo\": {\"workflow\": {\"id\": \"w\"}}}");
            await client.UntilDoneAsync(Job);
            await client.PostAsync(
                """{"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}}, "2": {"class_type": "ObsErr", "inputs": {"image": ["1", 0]}}, "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 0]}}}""", "c");
            await client.PostAsync(ComfySequenceTests.Waiting("x"), "c");
            await client.PostAsync(ComfySequenceTests.Waiting("y"), "c", ", \"number\": 7");
            await _world.ArrivalAsync();
            await Http.PostAsync("/userdata/a%2Fb.json", "{}");
            await Http.PostAsync("/api/queue/pause", "{\"reason\": \"lunch\"}");
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            await Studio.DisposeAsync();
            _world.Dispose();
        }
    }
}
