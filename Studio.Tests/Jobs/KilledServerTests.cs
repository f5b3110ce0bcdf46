using Studio.Tests.Support;

namespace Studio.Tests.Jobs;

/// <summary>A real server process with the real engine, killed in the middle of its work.</summary>
public sealed class KilledServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kill_DuringAJob_LosesNothingAndRunsItAgain()
    {
        StudioProcess.AddDemoModel(_folder.Path);
        string first, second;
        using (var server = await StudioProcess.StartAsync(_folder.Path))
        {
            first = await server.QueueAsync(steps: 3000); // longer than anybody waits
            second = await server.QueueAsync(steps: 2);
            await server.UntilAsync(state => (int?)state["running"]?["value"] > 0);
            server.Kill();
        }

        using var again = await StudioProcess.StartAsync(_folder.Path);

        var state = await again.UntilAsync(now => (int?)now["running"]?["value"] > 0);
        Assert.Equal((first, 2), ((string?)state["running"]!["id"], (int)state["running"]!["attempt"]!));
        Assert.Equal(second, (string?)state["waiting"]![0]!["id"]);
        await again.Http.PostAsync("/interrupt", new StringContent($"{{\"prompt_id\": \"{first}\"}}"));
        await again.UntilAsync(now => (int)now["remaining"]! == 0);
        var history = await again.HistoryAsync();
        Assert.Equal(["error", "success"], history.Select(entry => (string?)entry.Value!["status"]!["status_str"]));
        var name = (string?)history[second]!["outputs"]!["9"]!["images"]![0]!["filename"];
        Assert.NotEmpty(await again.Http.GetByteArrayAsync($"/view?filename={name}"));
    }
}
