namespace Studio.E2E;

/// <summary>Many clients and many prompts: what must stay right however many there are. The speed of it is the bench's.</summary>
public sealed class LoadTests
{
    // far more than it takes: it ends only what would never end
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public Task ManySockets_EachGetsItsOwnJobOnly() => ManySocketsAsync(40);

    [Fact]
    [Trait("Category", "Long")]
    public Task FiveHundredSockets_EachGetsItsOwnJobOnly() => ManySocketsAsync(500);

    [Fact]
    public Task ManyPrompts_HalfDeleted_KeepTheirOrder() => ManyPromptsAsync(300);

    [Fact]
    [Trait("Category", "Long")]
    public Task TenThousandPrompts_HalfDeleted_KeepTheirOrder() => ManyPromptsAsync(10_000);

    [Fact]
    public async Task ClientThatStopsReading_HoldsNobodyUpAndHearsOfEveryEndLater()
    {
        const int Jobs = 24;
        using var limit = new CancellationTokenSource(Patience);
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        await using var asleep = await LoadSocket.OpenAsync(server, "asleep");
        await using var awake = (await LoadSocket.OpenAsync(server, "awake")).Listen();

        // 6 MB for the sleeper, more than any buffer on the way takes, and a job of the other's between each two
        List<string> sleeping = [], waking = [];
        for (var job = 0; job < Jobs; job++)
        {
            sleeping.Add((await client.PostPromptAsync(LoadClient.Text(new string('z', 250_000) + job), "asleep", limit.Token)).Id);
            waking.Add((await client.PostPromptAsync(LoadClient.Number(job), "awake", limit.Token)).Id);
        }

        await awake.UntilReleasedAsync(Jobs, limit.Token);
        Assert.Equal(waking, awake.Released);

        asleep.Listen();
        await asleep.UntilReleasedAsync(Jobs, limit.Token);
        Assert.Equal(sleeping, asleep.Succeeded);
        Assert.Equal(sleeping, asleep.Released);
    }

    private static async Task ManySocketsAsync(int count)
    {
        const int JobsEach = 2;
        using var limit = new CancellationTokenSource(Patience);
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        var sockets = new LoadSocket[count];
        var jobs = new List<string>[count];
        try
        {
            await Parallel.ForAsync(0, count, limit.Token,
                async (index, _) => sockets[index] = (await LoadSocket.OpenAsync(server, $"client-{index}")).Listen());
            await Parallel.ForAsync(0, count, limit.Token, async (index, stop) =>
            {
                jobs[index] = [];
                for (var job = 0; job < JobsEach; job++)
                    jobs[index].Add(
                        (await client.PostPromptAsync(LoadClient.Number((index * JobsEach) + job), sockets[index].ClientId, stop)).Id);
            });
            await Task.WhenAll(sockets.Select(socket => socket.UntilReleasedAsync(JobsEach, limit.Token)));
            for (var index = 0; index < count; index++)
            {
                Assert.Equal(jobs[index], sockets[index].Succeeded);
                Assert.Equal(jobs[index], sockets[index].Released);
                Assert.Equal(jobs[index].Order(), sockets[index].Told.Order());
            }
        }
        finally
        {
            foreach (var socket in sockets.Where(socket => socket is not null))
                await socket.DisposeAsync();
        }
    }

    private static async Task ManyPromptsAsync(int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        await using var socket = (await LoadSocket.OpenAsync(server, "many")).Listen();
        await client.PauseAsync();
        var accepted = await client.PostPromptsAsync(0, count, "many");
        Assert.Equal(accepted, await client.WaitingAsync());

        await client.DeleteWaitingAsync(accepted.Where((_, index) => index % 2 == 1));
        var kept = accepted.Where((_, index) => index % 2 == 0).ToArray();
        Assert.Equal(kept, await client.WaitingAsync());

        await client.ResumeAsync();
        await socket.UntilReleasedAsync(kept.Length, limit.Token);
        Assert.Equal(kept, socket.Succeeded);
        Assert.Equal(kept, await client.EndedAsync(count));
        Assert.Empty(await client.WaitingAsync());
    }
}
