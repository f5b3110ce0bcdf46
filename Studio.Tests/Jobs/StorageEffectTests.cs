using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Studio.Engine;
using Studio.Tests.Support;
using Studio.Web.Health;
using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

/// <summary>Which errors cost one job only, and which stop the line.</summary>
public sealed class StorageEffectTests : IAsyncDisposable
{
    private readonly QueueHarness _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    public static TheoryData<string, string> OneJobOnly => new()
    {
        { "afile/x", "NotADirectoryError|FileExistsError" },
        { "afile/b/c/x", "NotADirectoryError|FileExistsError" },
        { "own_00001_.png/x", "NotADirectoryError|FileExistsError" },
        { string.Join('/', Enumerable.Repeat(new string('n', 200), 21)) + "/x", "OSError" },
        { "loop/x", "OSError|ValueError" },
        { "afile/../afile/x", "NotADirectoryError|FileExistsError" },
    };

    public static TheoryData<Exception, string> Errors => new()
    {
        { new IOException("Not a directory : '/srv/x'", 20), "NotADirectoryError" },
        { new IOException("File exists : '/srv/x'", 17), "FileExistsError" },
        { new IOException("Is a directory : '/srv/x'", 21), "NotADirectoryError" },
        { new PathTooLongException("/srv/x"), "OSError" },
        { new IOException("Too many links : '/srv/x'", 40), "OSError" },
        { new IOException("Input/output error : '/srv/x'", 5), "OSError" },
        { new IOException("Too many open files : '/srv/x'", 24), "OSError" },
        { new IOException("Invalid argument : '/srv/x'", 22), "OSError" },
        { new IOException("Text file busy : '/srv/x'", 26), "OSError" },
        { new IOException("Stale file handle : '/srv/x'", 116), "OSError" },
        { new IOException("/srv/x"), "OSError" },
        { new UnauthorizedAccessException("Access to the path '/srv/x' is denied."), "PermissionError" },
        { new DirectoryNotFoundException("Could not find a part of the path '/srv/x'."), "FileNotFoundError" },
        { new SqliteException("database is locked", 5), "RuntimeError" },
        { new EngineException(EngineError.Unwritable, "The file could not be saved: its disk reports an error."), "OSError" },
        { new InvalidOperationException("a fault"), "RuntimeError" },
    };

    public static TheoryData<Exception> Waiting => new()
    {
        new IOException("No space left on device : '/srv/x'", 28),
        new IOException("Disk quota exceeded : '/srv/x'", 122),
        new IOException("Read-only file system : '/srv/x'", 30),
        new IOException("x", unchecked((int)0x80070070)),
        new IOException("x", unchecked((int)0x80070027)),
        new IOException("x", unchecked((int)0x8007050F)),
        new IOException("x", unchecked((int)0x80070013)),
        new AggregateException(new FormatException("first"), new IOException("x", 28)),
        new EngineException(EngineError.Storage, "The picture could not be saved: the disk is full."),
    };

    [Theory]
    [MemberData(nameof(OneJobOnly))]
    public async Task Prefix_ThatCannotBeWritten_FailsItsJobWhileTheNextRuns(string prefix, string types)
    {
        var output = _studio.Options.Paths.Output;
        File.WriteAllText(Path.Join(output, "afile"), "x");
        File.WriteAllText(Path.Join(output, "own_00001_.png"), "x");
        File.CreateSymbolicLink(Path.Join(output, "loop"), Path.Join(output, "loop"));
        var broken = _studio.Queue.Enqueue(Anna, new(Picture(prefix))).Job!;
        var next = _studio.Queue.Enqueue(Ben, new(Picture("fine"))).Job!;

        await _studio.EndAsync(next.Id, () => _ = _studio.Runner.StartAsync(default));

        var failed = _studio.Queue.Find(Anna, broken.Id)!;
        Assert.Equal((JobState.Failed, 1), (failed.State, failed.Attempt));
        Assert.Contains(failed.Result!.Failure!.ExceptionType, types.Split('|'));
        Assert.DoesNotContain(_studio.Options.StudioDir, failed.Error, StringComparison.Ordinal);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Ben, next.Id)!.State);
        Assert.Null(_studio.Queue.Pause);
    }

    [Fact]
    public async Task Name_ThatAFolderOrALinkHas_IsPassedOver()
    {
        var output = _studio.Options.Paths.Output;
        Directory.CreateDirectory(Path.Join(output, "pic_00001_.png"));
        File.CreateSymbolicLink(Path.Join(output, "pic_00002_.png"), Path.Join(output, "nowhere"));
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.EndAsync(job.Id, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, job.Id)!.State);
        Assert.True(new FileInfo(Path.Join(output, "pic_00003_.png")).Length > 0);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Error_ThatNoRoomMends_FailsTheJobInWordsWithoutPaths(Exception error, string type)
    {
        _studio.Volumes.Free = 0; // not even a full disk makes it worth waiting
        _studio.World.SavingFails = error;
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.EndAsync(job.Id, () => _ = _studio.Runner.StartAsync(default));

        var ended = _studio.Queue.Find(Anna, job.Id)!;
        Assert.Equal((JobState.Failed, 1), (ended.State, ended.Attempt));
        Assert.Equal(type, ended.Result!.Failure!.ExceptionType);
        Assert.DoesNotContain("/srv", ended.Error, StringComparison.Ordinal);
        Assert.Null(_studio.Queue.Pause);
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task FullDisk_OfTheOutputFolder_PausesAndKeepsTheJob(Exception error)
    {
        _studio.Volumes.Free = 0;
        _studio.World.SavingFails = error;
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(PauseKind.DiskFull, _studio.Queue.Pause!.Kind);
        Assert.Contains("has 0 B free; 64.0 MB are wanted.", _studio.Queue.Pause.Reason, StringComparison.Ordinal);
        Assert.Equal((JobState.Queued, 0), (_studio.Store.Find(job.Id)!.State, _studio.Store.Find(job.Id)!.Attempt));
    }

    [Theory]
    [MemberData(nameof(Waiting))]
    public async Task FullDisk_OfAnotherVolume_FailsTheJobAndNeverForEver(Exception error)
    {
        _studio.World.SavingFails = error;
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        var next = _studio.Queue.Enqueue(Ben, new(Prompt())).Job!;
        _studio.World.LetGo();

        await _studio.EndAsync(next.Id, () => _ = _studio.Runner.StartAsync(default));

        // once more, since another's file may have filled the disk for a moment, and not a third time
        Assert.Equal(2, _studio.World.Runs.Count(run => run.PromptId == job.Id));
        Assert.Equal(JobState.Failed, _studio.Queue.Find(Anna, job.Id)!.State);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Ben, next.Id)!.State);
        Assert.Null(_studio.Queue.Pause);
    }

    [Fact]
    public async Task FullDisk_ForOneVeryLargeFile_FailsItAtOnceWithSizes()
    {
        _studio.Volumes.Free = 5_100_000_000;
        _studio.World.SavingFails = new EngineException(EngineError.Storage,
            "The file could not be saved: the disk is full.") { NeededBytes = 7_000_000_000 };
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.EndAsync(job.Id, () => _ = _studio.Runner.StartAsync(default));

        var ended = _studio.Queue.Find(Anna, job.Id)!;
        Assert.Equal((JobState.Failed, 1), (ended.State, ended.Attempt));
        Assert.Contains("6.5 GB", ended.Error, StringComparison.Ordinal);
        Assert.Contains("4.7 GB", ended.Error, StringComparison.Ordinal);
        Assert.Null(_studio.Queue.Pause);
    }

    [Fact]
    public async Task FullDisk_WaitsForWhatThePictureNeedsAndNoLonger()
    {
        (_studio.Volumes.Total, _studio.Volumes.Free) = (300 << 20, 4 << 20);
        _studio.World.SavingFails = new EngineException(EngineError.Storage,
            "The picture could not be saved: the disk is full.") { NeededBytes = 10 << 20 };
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));
        var time = new ManualTime();
        using var watch = _studio.Watch(time);

        watch.Look();
        Assert.NotNull(_studio.Queue.Pause); // 4 of 10
        (_studio.World.SavingFails, _studio.Volumes.Free) = (null, 11 << 20);
        watch.Look();

        Assert.Null(_studio.Queue.Pause);
        await _studio.WaitAsync(happened => happened is JobEvent.Ended || _studio.Store.Find(job.Id)!.IsOver);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, job.Id)!.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FullDisk_JobTakenOutOfTheLine_LetsTheOthersTry(bool clear)
    {
        _studio.Volumes.Free = 0;
        _studio.World.SavingFails = new IOException("x", 28);
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(1, clear ? _studio.Queue.Clear(Anna) : _studio.Queue.Delete(Anna, [job.Id]));

        Assert.Null(_studio.Queue.Pause);
        _studio.World.SavingFails = null;
        var next = _studio.Queue.Enqueue(Ben, new(Picture("next"))).Job!;
        await _studio.WaitAsync(happened => happened is JobEvent.Ended || _studio.Store.Find(next.Id)!.IsOver);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Ben, next.Id)!.State);
    }

    [Fact]
    public async Task FullDisk_AnotherJobTakenOutOfTheLine_StaysPaused()
    {
        _studio.Volumes.Free = 0;
        _studio.World.SavingFails = new IOException("x", 28);
        _studio.Queue.Enqueue(Anna, new(Picture()));
        await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));
        var other = _studio.Add(Ben);

        _studio.Queue.Delete(Ben, [other.Id]);

        Assert.NotNull(_studio.Queue.Pause);
    }

    [Fact]
    public async Task Output_ThatTheDatabaseDoesNotTakeAtOnce_IsRecordedBeforeTheEnd()
    {
        var failures = 0;
        _studio.Recorder.Before = () =>
        {
            if (failures++ == 0)
                throw new SqliteException("database is locked", 5);
        };
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.EndAsync(job.Id, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(["2"], _studio.Recorder.Told);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, job.Id)!.State);
        Assert.Null(_studio.Queue.Pause);
    }

    [Fact]
    public void HeldDatabase_RefusesChangesInWordsAndLetsReadersRead()
    {
        var waiting = _studio.Add(Anna);
        using (_studio.HoldDatabase())
        {
            var refused = Assert.Throws<JobRefusedException>(() => _studio.Add(Anna));
            Assert.Equal(JobRefusal.DatabaseUnavailable, refused.Refusal);
            Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("disk", refused.Message, StringComparison.Ordinal);
            Assert.NotNull(refused.RetryAfter);
            Assert.Throws<JobRefusedException>(() => _studio.Queue.Clear(Anna));
            Assert.Throws<JobRefusedException>(() => _studio.Queue.PauseByHand(Operator, "x"));
            Assert.Null(_studio.Queue.Pause);
            Assert.Equal([waiting.Id], _studio.Queue.List(Anna).Waiting.Select(job => job.Id));
        }

        Assert.Equal(1, _studio.Queue.Clear(Anna));
    }

    private static JsonObject Picture(string prefix = "pic")
    {
        var prompt = QueueHarness.Picture();
        prompt["2"]!["inputs"]!["filename_prefix"] = prefix;
        return prompt;
    }
}
