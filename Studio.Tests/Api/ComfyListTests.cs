using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Tests.Api;

/// <summary>The long lists: queue, history and jobs are put together from texts that are kept, and must never show what was.</summary>
public sealed class ComfyListTests : IAsyncLifetime
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Queue_AskedAtEveryStep_ShowsEachJobWhereItIs()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "c");
        var first = await client.PostAsync(ComfySequenceTests.Waiting("a"), "c");
        await _world.ArrivalAsync();
        var second = await client.PostAsync(ComfySequenceTests.Waiting("b"), "c");
        var third = await client.PostAsync(ComfySequenceTests.Waiting("c"), "c");

        Assert.Equal($"{first}|{second} {third}", await QueueAsync(client));
        Assert.True(_studio.Get<JobQueue>().Move(CurrentUser.Administrator, third, JobMove.Front));
        Assert.Equal($"{first}|{third} {second}", await QueueAsync(client));
        _world.LetGo();
        await client.UntilDoneAsync(first);
        await _world.ArrivalAsync();
        Assert.Equal($"{third}|{second}", await QueueAsync(client));
        Assert.Equal([first], (await client.GetAsync("/history")).Select(entry => entry.Key));
        Assert.Equal("in_progress,pending,completed", await StatesAsync(client, "sort_by=created_at"));
        _world.LetGo(2);
        await client.UntilDoneAsync(second);
        Assert.Equal("|", await QueueAsync(client));
        Assert.Equal("completed,completed,completed", await StatesAsync(client, ""));
        Assert.Equal([third, second], (await client.GetAsync("/history?max_items=2")).Select(entry => entry.Key));
        Assert.Equal([third], (await client.GetAsync("/history?max_items=1&offset=1")).Select(entry => entry.Key));
    }

    [Fact]
    public async Task History_DeletedAndSentAgainUnderTheSameId_IsTheNewOne()
    {
        const string Id = "11111111-2222-4333-8444-555555555555";
        using var client = await ComfyClient.ConnectAsync(_studio, "c");
        _world.LetGo(2);
        await client.UntilDoneAsync(await client.PostAsync(ComfySequenceTests.Waiting("old"), "c", $", \"prompt_id\": \"{Id}\""));
        Assert.Contains("old", (await client.GetAsync("/history")).ToJsonString());
        await client.Http.PostAsync("/history", "{\"clear\": true}");

        await client.UntilDoneAsync(await client.PostAsync(ComfySequenceTests.Waiting("new"), "c", $", \"prompt_id\": \"{Id}\""));

        Assert.DoesNotContain("old", (await client.GetAsync("/history")).ToJsonString());
        Assert.Contains("new", (await client.GetAsync("/history")).ToJsonString());
    }

    /// <summary>"running|waiting waiting".</summary>
    private static async Task<string> QueueAsync(ComfyClient client)
    {
        var queue = await client.GetAsync("/queue");
        return $"{Ids(queue["queue_running"]!)}|{Ids(queue["queue_pending"]!)}";
    }

    private static string Ids(JsonNode list) => string.Join(' ', list.AsArray().Select(item => (string?)item![1]));

    private static async Task<string> StatesAsync(ComfyClient client, string query) =>
        string.Join(',', (await client.GetAsync($"/api/jobs?{query}"))["jobs"]!.AsArray().Select(job => (string?)job!["status"]));
}
