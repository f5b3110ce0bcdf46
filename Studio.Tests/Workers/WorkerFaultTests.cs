using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Studio.Tests.Workers;

/// <summary>Real processes that are killed, stopped and left alone: every job ends once, and the server goes on.</summary>
public sealed class WorkerFaultTests
{
    [Fact]
    public Task Kill_OfTheWorkerInMidStep_RunsTheJobsAgain() => KillsAsync(jobs: 4, kills: 2, steps: 150);

    [Fact]
    [Trait("Category", "Long")]
    public Task Kill_ThirtyTimesOverAHundredJobs_LosesNothing() => KillsAsync(jobs: 100, kills: 30, steps: 60);

    [Fact]
    public async Task Server_Killed_TakesItsWorkerAlong()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var server = await WorkerServer.StartAsync();
        await server.PostAsync(1, 3000);
        await server.UntilAsync(IsInMidStep);
        var worker = server.Worker!.Value;

        server.KillServer();

        var patience = Stopwatch.StartNew();
        while (Directory.Exists($"/proc/{worker}") && patience.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Delay(50);
        Assert.False(Directory.Exists($"/proc/{worker}"), "The worker outlives its server.");
    }

    [Fact]
    public async Task Interrupt_AndFree_WorkAcrossTheBorder()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var server = await WorkerServer.StartAsync();
        var first = await server.PostAsync(1, 5000);
        await server.UntilAsync(IsInMidStep);
        var worker = server.Worker;

        await server.Http.PostAsync("/interrupt", new StringContent($"{{\"prompt_id\": \"{first}\"}}"));
        await server.UntilAsync(state => (int)state["remaining"]! == 0);
        Assert.Equal(worker, server.Worker);
        Assert.Contains((await server.HistoryAsync())[first]!["status"]!["messages"]!.AsArray(),
            message => (string?)message![0] == "execution_interrupted");

        await server.Http.PostAsync("/free", new StringContent("""{"unload_models": true, "free_memory": true}"""));
        var second = await server.PostAsync(2, 2);
        await server.UntilAsync(state => (int)state["remaining"]! == 0);
        Assert.NotEqual(worker, server.Worker);
        Assert.Equal("success", (string?)(await server.HistoryAsync())[second]!["status"]!["status_str"]);
    }

    /// <summary>A process that does not answer is ended, as one that is gone.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Stop_OfTheWorker_IsSeenAndTheJobRunsAgain()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var server = await WorkerServer.StartAsync();
        var job = await server.PostAsync(1, 400);
        await server.UntilAsync(IsInMidStep);

        WorkerServer.Signal(server.Worker!.Value, WorkerServer.Stop);

        await server.UntilAsync(state => (int?)state["running"]?["attempt"] == 2);
        await server.UntilAsync(state => (int)state["remaining"]! == 0);
        Assert.Equal("success", (string?)(await server.HistoryAsync())[job]!["status"]!["status_str"]);
    }

    private static bool IsInMidStep(JsonNode state) => (int?)state["running"]?["value"] > 0;

    private static async Task KillsAsync(int jobs, int kills, int steps)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var server = await WorkerServer.StartAsync();
        var posted = new List<string>();
        for (var seed = 1; seed <= jobs; seed++)
            posted.Add(await server.PostAsync(seed, steps));
        for (var kill = 0; kill < kills; kill++)
        {
            // of each job the first attempt only: the second kill would be its end, as it should be
            var state = await server.UntilAsync(now => (int)now["remaining"]! == 0
                || (IsInMidStep(now) && (int?)now["running"]!["attempt"] == 1 && server.Worker is not null));
            Assert.True((int)state["remaining"]! > 0, $"Only {kill} kills found a job.");
            var (id, worker) = ((string?)state["running"]!["id"], server.Worker);
            if (worker is { } victim)
                WorkerServer.Signal(victim, WorkerServer.Kill);
            await server.UntilAsync(now => (string?)now["running"]?["id"] != id || (int?)now["running"]!["attempt"] == 2);
        }

        await server.UntilAsync(state => (int)state["remaining"]! == 0);
        Assert.False(server.HasEnded);
        var history = await server.HistoryAsync();
        Assert.Equal(posted.Order(), history.Select(entry => entry.Key).Order());
        Assert.All(history, entry => Assert.Equal("success", (string?)entry.Value!["status"]!["status_str"]));
        var files = Directory.EnumerateFiles(Path.Join(server.Folder, "output"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order().ToList();
        Assert.Equal(Enumerable.Range(1, jobs).Select(seed => $"job{seed}_00001_.png").Order(), files);
    }
}
