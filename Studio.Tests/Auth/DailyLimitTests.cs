using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Api;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Auth;

public sealed class DailyLimitTests : IAsyncLifetime
{
    private const string Picture = """
        {"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "NAME"}}}
        """;

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Pictures_OfAKey_CountAndEndWith429UntilTomorrow()
    {
        var (key, secret) = await _studio.CreateKeyAsync(StudioApplication.User("anna"),
            new KeyRequest("x", null) { Limits = new(ImagesPerDay: 2) });
        using var client = new ComfyClient(_studio.CreateClient(secret), await _studio.ConnectAsync("/ws?clientId=a", secret));
        for (var i = 0; i < 2; i++)
        {
            await client.PostAsync(Picture.Replace("NAME", $"p{i}", StringComparison.Ordinal), "a");
            await client.NextAsync("execution_success");
        }

        using var refused = await client.Http.PostAsync("/prompt", $$"""{"prompt": {{Picture}}}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Assert.Contains($"The key sk_{key.Id} used 2 of 2 pictures today", await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        using var own = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var unlimited = await own.PostAsync("/prompt", $$"""{"prompt": {{Picture}}}""");
        Assert.Equal(HttpStatusCode.OK, unlimited.StatusCode);
        var me = JsonNode.Parse(await client.Http.GetStringAsync("/api/auth/me"))!;
        Assert.Equal(2, (int)me["images_today"]!);
    }

    [Fact]
    public async Task GpuSeconds_UsedUp_Are429()
    {
        var anna = await _studio.CreateUserAsync("anna", "correct horse battery");
        await _studio.Get<UserAccounts>().ChangeAsync(anna.Id, new(Limits: new(GpuSecondsPerDay: 10)), default);
        using var client = await _studio.CreateClientAsync(anna);
        using var first = await client.PostAsync("/prompt", $$"""{"prompt": {{Picture}}}""");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        _studio.Get<DailyLimits>().Add(anna.Id, null, 0, TimeSpan.FromSeconds(10));

        using var refused = await client.PostAsync("/prompt", $$"""{"prompt": {{Picture}}}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("GPU-seconds", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_JobsCountToo_AndOneOfADisabledOwnerDoesNotRun()
    {
        var anna = await _studio.CreateUserAsync("anna", "correct horse battery");
        await _studio.Get<UserAccounts>().ChangeAsync(anna.Id, new(Limits: new(ImagesPerDay: 2)), default);
        using var client = await _studio.CreateClientAsync(anna);
        using var admin = new ComfyClient(_studio.CreateClient(), await _studio.ConnectAsync("/ws?clientId=b"));
        using var pause = await admin.Http.PostAsync("/api/queue/pause", "{}");
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var taken = await client.PostAsync("/prompt", $$"""{"prompt": {{Picture}}, "client_id": "b"}""");
            ids.Add((string)JsonNode.Parse(await taken.Content.ReadAsStringAsync())!["prompt_id"]!);
        }

        using var third = await client.PostAsync("/prompt", $$"""{"prompt": {{Picture}}}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);

        await _studio.Get<UserAccounts>().ChangeAsync(anna.Id, new(Enabled: false), default);
        using var resume = await admin.Http.PostAsync("/api/queue/resume", "{}");
        string? text;
        do
            text = await admin.Http.GetStringAsync($"/history/{ids[1]}");
        while (text == "{}");
        Assert.Contains("disabled or deleted", text, StringComparison.Ordinal);
        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
    }
}
