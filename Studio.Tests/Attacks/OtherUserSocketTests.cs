using System.Text.Json.Nodes;
using Studio.Tests.Api;
using Studio.Tests.Support;

namespace Studio.Tests.Attacks;

/// <summary>
/// Both sockets, with the other's clientId, before, during and after the other's run: nothing but how long the line is. That a clientId is
/// scoped to its principal while both are connected is in ComfySocketTests.
/// </summary>
public sealed class OtherUserSocketTests : IAsyncLifetime
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Theory]
    [InlineData("/ws?clientId=annas")]
    [InlineData("/api/ws?clientId=annas")]
    [InlineData("/api/run/ws")]
    [InlineData("/api/run/ws?after=0")]
    [InlineData("/api/run/ws?all=true&after=0")]
    public async Task Frames_OfAnothersRun_AreNotSent(string path)
    {
        using var anna = await ConnectAsync("anna", "/ws?clientId=annas");
        var first = await anna.PostAsync(ComfySequenceTests.Prompt(steps: 2, preview: true), "annas"); // what a late comer could be told of
        await anna.UntilDoneAsync(first);
        using var ben = await ConnectAsync("ben", path);
        await ben.NextAsync();

        var second = await anna.PostAsync(ComfySequenceTests.Prompt(steps: 3, preview: true), "annas");
        var held = await anna.PostAsync(ComfySequenceTests.Waiting("annas-secret"), "annas");
        await _world.ArrivalAsync();
        using var later = await ConnectAsync("ben", path); // in the middle of her run
        _world.LetGo();
        await anna.UntilDoneAsync(held);
        var own = await ben.PostAsync(ComfySequenceTests.Waiting("bens"), clientId: "annas"); // her id on his own job
        await _world.ArrivalAsync();
        _world.LetGo();

        foreach (var socket in new[] { ben, later })
        {
            var heard = await socket.UntilAsync(frame => path.Contains("run", StringComparison.Ordinal)
                ? (string?)frame["type"] == "job.completed" && (string?)frame["prompt_id"] == own
                : frame.ToJsonString().Contains(own, StringComparison.Ordinal)
                    && (string?)frame["type"] is "execution_success" or "executing" || IsIdle(frame));
            Assert.DoesNotContain(heard, frame => frame.ContainsKey("binary"));
            var text = string.Join('\n', heard.Select(frame => frame.ToJsonString()));
            Assert.All([first, second, held, "annas-secret"], mark => Assert.DoesNotContain(mark, text, StringComparison.Ordinal));
        }
    }

    /// <summary>The older of two sockets of one client hears only of the line.</summary>
    private static bool IsIdle(JsonObject frame) => (int?)frame["data"]?["status"]?["exec_info"]?["queue_remaining"] == 0;

    private async Task<ComfyClient> ConnectAsync(string user, string path)
    {
        var cookie = await _studio.CreateSessionAsync(StudioApplication.User(user));
        return new(await _studio.CreateClientAsync(StudioApplication.User(user)), await _studio.ConnectAsync(path, key: null, cookie));
    }
}
