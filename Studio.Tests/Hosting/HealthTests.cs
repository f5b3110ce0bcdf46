using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Hosting;

public sealed class HealthTests
{
    /// <summary>Whoever restarts a server by this answer has no use for a key, and a wrong one must not look like a dead server.</summary>
    [Fact]
    public async Task Live_WithAWrongKey_IsStillAlive()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateClient("not-a-key");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/queue", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Health_EngineWell_IsTheShapeOfTheContract()
    {
        await using var studio = await StartAsync(problem: null);
        using var client = studio.CreateAnonymousClient();
        var body = JsonNode.Parse(await client.GetStringAsync(new Uri("/health", UriKind.Relative)))!.AsObject();
        Assert.Equal(["status", "version", "timestamp", "queue", "device", "vram", "device_info"], body.Select(pair => pair.Key));
        Assert.Equal("healthy", (string?)body["status"]);
        Assert.Equal("""{"pending":0,"running":0}""", body["queue"]!.ToJsonString());
        Assert.Equal("""{"total":1000,"free":400,"used":600}""", body["vram"]!.ToJsonString());
        Assert.Equal("""{"name":"Test device","type":"cuda"}""", body["device_info"]!.ToJsonString());
        Assert.True((double)body["timestamp"]! > 1.7e9);
    }

    [Theory]
    [InlineData("/health", "unhealthy")]
    [InlineData("/health/ready", "unready")]
    public async Task Health_EngineUnwell_Is503WithTheReason(string path, string status)
    {
        await using var studio = await StartAsync(problem: "The library is missing.");
        using var client = studio.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal((status, "The library is missing."), ((string?)body["status"], (string?)body["error"]));
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task ApiHealth_WithAKey_SaysWhetherItIsGood()
    {
        await using var studio = await StartAsync(problem: null);
        using var client = studio.CreateAnonymousClient();
        async Task<JsonNode?> AuthenticatedAsync(params string[] headers)
        {
            using var response = await client.SendAsync(HttpMethod.Get, "/api/health", headers);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["authenticated"];
        }

        Assert.Null(await AuthenticatedAsync());
        Assert.Null(await AuthenticatedAsync("X-API-Key: wrong-key-0123456789abcdef"));
        Assert.True((bool?)await AuthenticatedAsync($"X-API-Key: {StudioApplication.Key}"));
    }

    private static Task<StudioApplication> StartAsync(string? problem) =>
        StudioApplication.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<IEngine>(new IdleEngine(problem))));

    private sealed class IdleEngine(string? problem) : IEngine
    {
        public NodeCatalog Nodes => throw new NotSupportedException();

        public Task<PromptValidation> ValidateAsync(Prompt prompt, RunFiles? files = null, IReadOnlyCollection<string>? targets = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<RunResult> RunAsync(RunRequest request, IProgress<ExecutionEvent> events, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void Free(bool unloadModels, bool clearCache)
        {
        }

        public IReadOnlyList<HeldNetwork> Held() => [];

        public EngineStatus Status() => new("cuda:0", "Test device", "1", 1000, 400, 0, problem);
    }
}
