using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Tests.Api;

/// <summary>/api/run/ws: every job has an end, ids rise, who comes back hears what was missed, and nobody hears of others.</summary>
public sealed class RunSocketTests : IAsyncLifetime
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
    public async Task Run_FromQueuedToCompleted_IsToldWithRisingIds()
    {
        using var client = await ConnectAsync();
        var id = await client.PostAsync(ComfySequenceTests.Prompt(steps: 2, preview: true), clientId: null);

        var frames = await client.UntilAsync(frame => (string?)frame["type"] == "job.completed");

        Assert.Equal(["hello", "queue"], frames.Take(2).Select(TypeOf));
        Assert.Equal(["job.queued", "job.started", "job.completed"], frames.Where(frame => frame.ContainsKey("severity")).Select(TypeOf));
        Assert.All(frames.Where(frame => TypeOf(frame)?.StartsWith("job.", StringComparison.Ordinal) == true),
            frame => Assert.Equal(id, (string?)frame["prompt_id"]));
        var ids = frames.Where(frame => !frame.ContainsKey("binary")).Select(frame => (long)frame["id"]!).ToList();
        Assert.Equal(ids.Distinct().Order(), ids);
        Assert.NotEmpty(frames[^1]["data"]!["outputs"]!.AsObject());
        Assert.Contains(frames,
            frame => TypeOf(frame) == "job.progress" && (int)frame["total_steps"]! == 2 && (string?)frame["node_type"] == "ObsSampler");
    }

    [Fact]
    public async Task Preview_IsAnnouncedWithItsJobRightBeforeThePicture()
    {
        using var client = await ConnectAsync();
        var id = await client.PostAsync(ComfySequenceTests.Prompt(steps: 1, preview: true), clientId: null);

        var frames = await client.UntilAsync(frame => TypeOf(frame) == "job.completed");

        var at = frames.FindIndex(frame => TypeOf(frame) == "job.preview");
        Assert.Equal((id, "image/jpeg"), ((string?)frames[at]["prompt_id"], (string?)frames[at]["preview_type"]));
        Assert.Equal((int)frames[at]["bytes"]!, (int)frames[at + 1]["picture"]!);
    }

    [Fact]
    public async Task Progress_NamesTheNodeAndWhatItHasShown()
    {
        using var client = await ConnectAsync();
        await client.PostAsync(ComfySequenceTests.Prompt(steps: 2), clientId: null);

        var frames = await client.UntilAsync(frame => TypeOf(frame) == "job.completed");

        var progress = frames.Where(frame => TypeOf(frame) == "job.progress").ToList();
        Assert.Contains(progress, frame => (string?)frame["node_title"] == "x");
        Assert.All(progress, frame => Assert.InRange((int)frame["percent"]!, 0, 99));
        var item = progress[^1]["node_outputs"]!["4"]!["items"]![0]!;
        Assert.Equal(("output", "image"), ((string?)item["type"], (string?)item["media"]));
    }

    [Fact]
    public async Task Failure_IsToldWithItsReason()
    {
        using var client = await ConnectAsync();
        _world.Crash = new InvalidOperationException("broken");
        var id = await client.PostAsync(ComfySequenceTests.Prompt(steps: 1), clientId: null);

        var failed = await client.NextAsync("job.failed");

        Assert.Equal((id, "broken", "error"),
            ((string?)failed["prompt_id"], (string?)failed["data"]!["error"], (string?)failed["severity"]));
    }

    [Fact]
    public async Task Cancelled_RunningAndWaiting_BothEnd()
    {
        using var client = await ConnectAsync();
        var running = await client.PostAsync(ComfySequenceTests.Waiting("a"), clientId: null);
        await _world.ArrivalAsync();
        var waiting = new List<string>();
        for (var i = 0; i < 3; i++)
            waiting.Add(await client.PostAsync(ComfySequenceTests.Waiting($"w{i}"), clientId: null));

        await client.Http.PostAsync("/queue", """{"clear": true}""");
        await client.Http.PostAsync("/interrupt", "{}");

        var frames = await client.UntilAsync(frame => TypeOf(frame) == "job.cancelled" && (string?)frame["prompt_id"] == running);
        Assert.Equal([.. waiting, running],
            frames.Where(frame => TypeOf(frame) == "job.cancelled").Select(frame => (string)frame["prompt_id"]!));
        var ids = frames.Select(frame => (long)frame["id"]!).ToList();
        Assert.Equal(ids.Distinct().Order(), ids);
    }

    [Fact]
    public async Task PutBack_IsToldAndTheJobStillEnds()
    {
        using var client = await ConnectAsync();
        var id = await client.PostAsync(ComfySequenceTests.Waiting("a"), clientId: null);
        await _world.ArrivalAsync();

        _studio.Get<Leases>().PutBackRunning();

        Assert.Equal(id, (string?)(await client.NextAsync("job.requeued"))["prompt_id"]);
        await _world.ArrivalAsync();
        _world.LetGo();
        Assert.Equal(id, (string?)(await client.NextAsync("job.completed"))["prompt_id"]);
    }

    [Fact]
    public async Task Reconnect_AfterAnEvent_HearsWhatWasMissedOnce()
    {
        using var http = _studio.CreateClient();
        long last;
        using (var first = await ConnectAsync())
        {
            await first.PostAsync(ComfySequenceTests.Prompt(steps: 1), clientId: null);
            last = (long)(await first.NextAsync("job.completed"))["id"]!;
        }

        using var poster = new ComfyClient(_studio.CreateClient(), new ClientWebSocket());
        var missed = await poster.PostAsync(ComfySequenceTests.Prompt(steps: 3), clientId: null);
        using (var witness = await ConnectAsync($"?after={last}"))
            await witness.NextAsync("job.completed");
        using var second = await ConnectAsync($"?after={last}");

        var frames = await second.UntilAsync(frame => TypeOf(frame) == "queue");

        Assert.True((bool)frames[0]["resumed"]!);
        Assert.Equal(["hello", "job.queued", "job.started", "job.completed", "queue"], frames.Select(TypeOf));
        Assert.All(frames[1..4], frame => Assert.Equal(missed, (string?)frame["prompt_id"]));
        Assert.True(frames[1..].All(frame => (long)frame["id"]! > last));
    }

    [Fact]
    public async Task Reconnect_AfterMoreThanIsRemembered_HearsTheEndsFromTheHistory()
    {
        // a job of an earlier run of the server: in the database, unknown to the events
        var store = _studio.Get<JobStore>();
        var created = DateTimeOffset.UnixEpoch.AddYears(40);
        var job = new Job { Id = Guid.NewGuid().ToString("D"), Owner = "admin", Number = 1, Prompt = "{}", ExtraData = "{}", Outputs = [],
            Created = created };
        store.Add(job, 1, 1000);
        store.Update(job with { State = JobState.Failed, Started = created, Ended = created.AddSeconds(5),
            Error = "The server stopped twice.", Result = JobResult.Empty });
        var after = created.ToUnixTimeMilliseconds() * 1000;

        using var client = await ConnectAsync($"?after={after}");
        var frames = await client.UntilAsync(frame => TypeOf(frame) == "queue");

        Assert.False((bool)frames[0]["resumed"]!);
        Assert.Equal((job.Id, "The server stopped twice."), ((string?)frames[1]["prompt_id"], (string?)frames[1]["data"]!["error"]));
        Assert.Equal(["hello", "job.failed", "queue"], frames.Select(TypeOf));
        Assert.True((long)frames[1]["id"]! > after);
    }

    [Fact]
    public async Task Connect_DuringARun_HearsHowFarItIs()
    {
        using var poster = new ComfyClient(_studio.CreateClient(), new ClientWebSocket());
        var running = await poster.PostAsync(ComfySequenceTests.Waiting("a"), clientId: null);
        await _world.ArrivalAsync();
        var waiting = await poster.PostAsync(ComfySequenceTests.Waiting("b"), clientId: null);

        using var client = await ConnectAsync();
        var line = await client.NextAsync("queue");
        var progress = await client.NextAsync("job.progress");
        _world.LetGo(2);

        Assert.Equal((running, waiting), ((string?)line["running"], (string?)line["waiting"]![0]));
        Assert.Equal((running, "Gate"), ((string?)progress["prompt_id"], (string?)progress["node_type"]));
    }

    [Theory]
    [InlineData(Roles.Artist, "?all=true", false)]
    [InlineData(Roles.Operator, "", false)]
    [InlineData(Roles.Operator, "?all=true", true)]
    public async Task OthersJobs_AreToldToOperatorsWhoAskOnly(string role, string query, bool told)
    {
        using var owner = new ComfyClient(await _studio.CreateClientAsync(StudioApplication.User("anna")), new ClientWebSocket());
        var cookie = await _studio.CreateSessionAsync(StudioApplication.User("ben", role));
        using var ben = new ComfyClient(_studio.CreateAnonymousClient(),
            await _studio.ConnectAsync("/api/run/ws" + query, key: null, cookie));
        await ben.NextAsync("queue");

        var id = await owner.PostAsync(ComfySequenceTests.Waiting("a"), clientId: null);
        await _world.ArrivalAsync();
        _world.LetGo();

        var heard = await ben.UntilAsync(frame => TypeOf(frame) == "queue.changed" && (int)frame["remaining"]! == 0);
        Assert.Equal(told, heard.Any(frame => frame.ToJsonString().Contains(id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/api/run/ws", "wrong-key-0123456789abcdef", HttpStatusCode.Unauthorized)]
    [InlineData("/api/run/ws", null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/run/ws?after=x", StudioApplication.Key, HttpStatusCode.BadRequest)]
    public async Task Handshake_Refused_IsAnAnswerNotASocket(string path, string? key, HttpStatusCode expected)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (key is not null)
            socket.Options.SetRequestHeader("X-API-Key", key);
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://{_studio.BaseAddress.Authority}{path}"), default));
        Assert.Equal(expected, socket.HttpStatusCode);
    }

    [Fact]
    public async Task SessionEnds_SocketIsClosedWith4001()
    {
        var cookie = await _studio.CreateSessionAsync(StudioApplication.User("anna"));
        using var socket = await _studio.ConnectAsync("/api/run/ws", key: null, cookie);
        using var client = new ComfyClient(_studio.CreateAnonymousClient(), socket);
        await client.NextAsync("queue");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/logout");
        request.Headers.TryAddWithoutValidation("Cookie", $"session={cookie}");
        await client.Http.SendAsync(request);

        while (await client.NextAsync() is not null)
        {
            // until the close
        }

        Assert.Equal(4001, (int)socket.CloseStatus!);
    }

    private static string? TypeOf(JsonObject frame) => (string?)frame["type"];

    private async Task<ComfyClient> ConnectAsync(string query = "") =>
        new(_studio.CreateClient(), await _studio.ConnectAsync("/api/run/ws" + query));
}
