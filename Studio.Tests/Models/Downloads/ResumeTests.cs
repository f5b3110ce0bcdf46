using Studio.Web.Models.Downloads;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Downloads;

/// <summary>Connections that break, servers that know no ranges or lie about them, files that change on the way.</summary>
public sealed class ResumeTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Theory]
    [InlineData("\"tag\"")]
    [InlineData("W/\"weak\"")]
    [InlineData(null)]
    public async Task Connection_BrokenAtRandomBytes_GoesOnWhereItWas(string? tag)
    {
        var (model, path, random) = (Model(900_000, 1), $"/broken-{tag?.Length ?? 0}", new Random(7));
        fixture.Elsewhere.On(path, asked => Reply.File(model, asked, tag, breakAfter: random.Next(60_000, 300_000)));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address(path), HashOf(model)));

        Assert.Equal(model, fixture.Fetched(download));
        Assert.Equal(HashOf(model), download.Hash);
        var asked = fixture.Elsewhere.AskedFor(path);
        Assert.True(asked.Count > 3, $"{asked.Count} requests");
        Assert.True(asked[^1].From > 300_000, $"the last began at {asked[^1].From}");
        Assert.All(asked.Skip(1), one => Assert.Equal(tag == "\"tag\"" && one.From > 0, one.Headers.ContainsKey("If-Range")));
    }

    [Fact]
    public async Task Server_WithoutRanges_LosesNothingThatIsThere()
    {
        var (model, breaks) = (Model(400_000, 2), new Queue<long?>([100_000, 50_000, 300_000, null]));
        fixture.Elsewhere.On("/no-ranges",
            _ => new Reply(200) { Body = model, BreakAfter = breaks.Dequeue() }.With("Accept-Ranges", "none"));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/no-ranges")));

        Assert.Equal(model, fixture.Fetched(download));
    }

    [Theory]
    [InlineData("bytes 5-899999/900000")]
    [InlineData("bytes 0-10/11")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Server_GivingAnotherRange_IsAskedForAllOfIt(string range)
    {
        var (model, path) = (Model(300_000, 3), $"/other-range-{range.Length}");
        fixture.Elsewhere.On(path, asked => asked.Headers.ContainsKey("Range")
            ? new Reply(206) { Body = model.AsMemory(5) }.With("Content-Range", range)
            : Reply.File(model, asked, breakAfter: fixture.Elsewhere.AskedFor(path).Count == 1 ? 200_000 : null));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address(path)));

        Assert.Equal(model, fixture.Fetched(download));
    }

    [Theory]
    [InlineData("\"one\"", "\"two\"")]
    [InlineData(null, null)]
    [InlineData("\"same\"", "\"same\"")]
    public async Task File_ChangedInMidWay_IsTheNewOneWhole(string? before, string? after)
    {
        var (old, now, path) = (Model(500_000, 4), Model(500_000, 5), $"/changed-{before?.Trim('"')}");
        fixture.Elsewhere.On(path, asked => fixture.Elsewhere.AskedFor(path).Count == 1
            ? Reply.File(old, asked, before, breakAfter: 300_000)
            : Reply.File(now, asked, after));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address(path)));

        Assert.Equal(now, fixture.Fetched(download));
    }

    [Fact]
    public async Task File_ThatGotShorter_IsTheNewOneWhole()
    {
        var (old, now) = (Model(500_000, 4), Model(100_000, 5));
        fixture.Elsewhere.On("/shorter", asked => fixture.Elsewhere.AskedFor("/shorter").Count == 1
            ? Reply.File(old, asked, breakAfter: 300_000)
            : Reply.File(now, asked)); // 416 for what lies behind its end

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/shorter")));

        Assert.Equal(now, fixture.Fetched(download));
        Assert.NotNull(download.Note);
    }

    [Fact]
    public async Task Address_ThatExpires_IsAskedForAnew()
    {
        var (model, signature) = (Model(600_000, 6), 0);
        fixture.Elsewhere.On("/signed", _ => Reply.Redirect(fixture.Elsewhere.Address($"/cdn/{++signature}", "localhost")));
        for (var number = 1; number < 6; number++)
        {
            var (path, own) = ($"/cdn/{number}", number);
            fixture.Elsewhere.On(path, asked => own % 2 == 1
                ? Reply.File(model, asked, "\"t\"", breakAfter: 250_000)
                : new Reply(403)); // it has expired when it is asked
        }

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/signed")));

        Assert.Equal(model, fixture.Fetched(download));
        Assert.True(signature >= 3);
    }

    [Fact]
    public async Task Server_ThatTrickles_IsAskedAnew()
    {
        var model = Model(300_000, 8);
        fixture.Elsewhere.On("/trickle", asked => fixture.Elsewhere.AskedFor("/trickle").Count == 1
            ? Reply.File(model, asked, pause: TimeSpan.FromMilliseconds(50), piece: 10)
            : Reply.File(model, asked));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/trickle")));

        Assert.Equal(model, fixture.Fetched(download));
        Assert.Equal(2, fixture.Elsewhere.AskedFor("/trickle").Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    public async Task Server_ThatWantsToBeAskedLater_Is(int status)
    {
        var (model, path) = (Model(1000, 9), $"/later-{status}");
        fixture.Elsewhere.On(path, asked => fixture.Elsewhere.AskedFor(path).Count < 3
            ? new Reply(status).With("Retry-After", "3600") // believed up to a limit
            : Reply.File(model, asked));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address(path)));

        Assert.Equal(model, fixture.Fetched(download));
        Assert.Equal(3, fixture.Elsewhere.AskedFor(path).Count);
    }

    [Fact]
    public async Task Pause_KeepsWhatIsThere_AndResumeGoesOn()
    {
        var model = Model(1_000_000, 10);
        fixture.Elsewhere.On("/paused", asked => Reply.File(model, asked, "\"t\"", pause: TimeSpan.FromMilliseconds(20), piece: 50_000));
        var download = fixture.Add(fixture.Elsewhere.Address("/paused"));
        await fixture.UntilAsync(download.Id, now => now.Bytes > 100_000);

        fixture.Queue.Pause(Anna, download.Id);
        await Task.Delay(50);
        var paused = fixture.Queue.Find(download.Id)!;
        Assert.Equal(DownloadState.Paused, paused.State);
        fixture.Queue.Resume(Anna, download.Id);
        var done = await fixture.EndAsync(download);

        Assert.Equal(model, fixture.Fetched(done));
        Assert.True(fixture.Elsewhere.AskedFor("/paused")[1].From > 0);
    }

    [Fact]
    public async Task Cancel_TakesAwayWhatIsThere()
    {
        var model = Model(1_000_000, 11);
        fixture.Elsewhere.On("/cancelled", asked => Reply.File(model, asked, pause: TimeSpan.FromMilliseconds(20), piece: 50_000));
        var download = fixture.Add(fixture.Elsewhere.Address("/cancelled"));
        await fixture.UntilAsync(download.Id, now => now.Bytes > 100_000);

        fixture.Queue.Cancel(Anna, download.Id);

        for (var look = 0; File.Exists(download.Part) || File.Exists(download.Part + ".json"); look++)
        {
            Assert.True(look < 1000, "the part file stays");
            await Task.Delay(5);
        }

        Assert.Equal(DownloadState.Cancelled, fixture.Queue.Find(download.Id)!.State);
    }

    [Fact]
    public async Task Disk_WithoutRoom_IsWaitedForAndSaid()
    {
        var model = Model(300_000, 12);
        fixture.Elsewhere.On("/no-room", asked => Reply.File(model, asked));
        fixture.Volumes.Free = 1000;
        try
        {
            var download = fixture.Add(fixture.Elsewhere.Address("/no-room"));
            var waiting = await fixture.UntilAsync(download.Id, now => now is { State: DownloadState.Queued, Problem: not null });
            Assert.Contains("There is no room for it: 293 KB are to come, 1.0 KB are free", waiting.Problem, StringComparison.Ordinal);
            fixture.Volumes.Free = 1L << 39;
            Assert.Equal(model, fixture.Fetched(await fixture.EndAsync(download)));
        }
        finally
        {
            fixture.Volumes.Free = 1L << 39;
        }
    }

    /// <summary>Nobody works on it any more, and so it must not be said to run.</summary>
    [Fact]
    public async Task Mistake_OfTheProgram_IsAFailureThatCanBeResumed()
    {
        var model = Model(20_000, 77);
        fixture.Elsewhere.On("/mistake.safetensors", asked => Reply.File(model, asked));
        fixture.Volumes.MistakeIn = Path.Join(fixture.Studio.StudioDir, "models", "loras");
        Download failed;
        try
        {
            failed = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/mistake.safetensors")));
        }
        finally
        {
            fixture.Volumes.MistakeIn = null;
        }

        Assert.Equal(DownloadState.Failed, failed.State);
        Assert.Contains("Resume it", failed.Problem, StringComparison.Ordinal);
        fixture.Queue.Resume(Anna, failed.Id);
        Assert.Equal(model, fixture.Fetched(await fixture.UntilAsync(failed.Id, now => now.State == DownloadState.Done)));
    }
}
