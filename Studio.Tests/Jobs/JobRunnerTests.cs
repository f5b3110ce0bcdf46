using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Graph;
using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

public sealed class JobRunnerTests : IAsyncLifetime
{
    private readonly QueueHarness _studio = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Run_Picture_IsDoneWithItsOutputs()
    {
        await _studio.Runner.StartAsync(default);
        string id = "";

        await _studio.WaitAsync(happened => happened is JobEvent.Released, () => id = _studio.Queue.Enqueue(Anna, new(Picture())).Job!.Id);

        var job = _studio.Queue.Find(Anna, id)!;
        Assert.Equal((JobState.Done, 1), (job.State, job.Attempt));
        Assert.Equal("2", Assert.Single(job.Result!.Outputs).NodeId);
        Assert.Contains("pic_00001_.png", job.Result.Outputs[0].Ui);
        Assert.True(job.Started <= job.Ended);
    }

    /// <summary>Once more, and not for ever.</summary>
    [Fact]
    public async Task Run_UnderWhichEveryWorkerDies_IsTriedTwiceAndFailsWithTheReason()
    {
        _studio.World.Crash = new WorkerLostException("The worker was killed: out of memory.", isRetired: false);
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.WaitAsync(happened => happened is JobEvent.Ended, () => _ = _studio.Runner.StartAsync(default));

        var ended = _studio.Queue.Find(Anna, job.Id)!;
        Assert.Equal((JobState.Failed, 2, 2), (ended.State, ended.Attempt, _studio.World.Runs.Count));
        Assert.StartsWith("The worker was killed: out of memory. It happened 2 times", ended.Error, StringComparison.Ordinal);
    }

    /// <summary>What the server itself ends is nothing that the job has done.</summary>
    [Fact]
    public async Task Run_OfAWorkerThatIsReplaced_WaitsAgainWithoutAnAttempt()
    {
        _studio.World.LostAfterOneOutput = new WorkerLostException("The worker was killed.", isRetired: true);
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;

        await _studio.WaitAsync(happened => happened is JobEvent.Ended, () => _ = _studio.Runner.StartAsync(default));

        var ended = _studio.Queue.Find(Anna, job.Id)!;
        Assert.Equal((JobState.Done, 1), (ended.State, ended.Attempt));
    }

    [Fact]
    public async Task Run_WhoseWorkerDiesBetweenTwoOutputs_MakesNoPictureTwice()
    {
        _studio.World.LostAfterOneOutput = new WorkerLostException("The worker was killed.", isRetired: false);
        var prompt = Picture();
        prompt["3"] = prompt["2"]!.DeepClone();
        prompt["3"]!["inputs"]!["filename_prefix"] = "other";
        var job = _studio.Queue.Enqueue(Anna, new(prompt)).Job!;

        await _studio.WaitAsync(happened => happened is JobEvent.Ended, () => _ = _studio.Runner.StartAsync(default));

        var ended = _studio.Queue.Find(Anna, job.Id)!;
        Assert.Equal((JobState.Done, 2), (ended.State, ended.Attempt));
        var (first, again) = (_studio.World.Runs[0].Outputs, _studio.World.Runs[1].Outputs);
        Assert.Equal(["2", "3"], first.Order());
        Assert.Equal([first[1]], again);
        Assert.Equal(["2", "3"], ended.Result!.Outputs.Select(output => output.NodeId).Order());
        Assert.Equal(["other_00001_.png", "pic_00001_.png"], Directory.EnumerateFiles(_studio.Options.Paths.Output)
            .Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public async Task Run_EngineThatThrows_FailsTheJobAndGoesOn()
    {
        _studio.World.Crash = new InvalidOperationException("the engine broke");
        var broken = _studio.Add(Anna);
        await _studio.EndAsync(broken.Id, () => _ = _studio.Runner.StartAsync(default));
        _studio.World.Crash = null;
        var fine = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        await UntilOverAsync(fine.Id);

        Assert.Equal((JobState.Failed, "the engine broke"),
            (_studio.Queue.Find(Anna, broken.Id)!.State, _studio.Queue.Find(Anna, broken.Id)!.Error));
        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, fine.Id)!.State);
    }

    [Fact]
    public async Task Run_StoredPromptThatCannotBeRead_FailsTheJobAndGoesOn()
    {
        var broken = _studio.Add(Anna);
        var fine = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        _studio.Execute("UPDATE jobs SET extra_data = '{' WHERE id = @Id", broken);

        await _studio.EndAsync(fine.Id, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(JobState.Failed, _studio.Queue.Find(Anna, broken.Id)!.State);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, fine.Id)!.State);
    }

    [Fact]
    public async Task Crash_WhileRunning_RunsAgainAndIsSetAsideTheSecondTime()
    {
        var running = _studio.Add(Anna, "unlucky");
        var waiting = _studio.Add(Anna, "next");
        await _studio.Runner.StartAsync(default);
        await _studio.World.ArrivalAsync();
        Assert.Equal(JobState.Running, _studio.Store.Find(running.Id)!.State);

        await using var second = _studio.Restart();
        Assert.Equal((JobState.Queued, 1), (second.Store.Find(running.Id)!.State, second.Store.Find(running.Id)!.Attempt));
        Assert.Equal([running.Id, waiting.Id], second.Queue.List(Anna).Waiting.Select(job => job.Id));
        await second.Runner.StartAsync(default);
        await second.World.ArrivalAsync();
        Assert.Equal((JobState.Running, 2), (second.Store.Find(running.Id)!.State, second.Store.Find(running.Id)!.Attempt));

        await using var third = second.Restart();
        var setAside = third.Store.Find(running.Id)!;
        Assert.Equal(JobState.Failed, setAside.State);
        Assert.Contains("stopped twice", setAside.Error);
        Assert.Equal([waiting.Id], third.Queue.List(Anna).Waiting.Select(job => job.Id));
        Assert.True(third.Add(Anna).Number > waiting.Number);
    }

    [Fact]
    public async Task Stop_WhileRunning_PutsBackWithoutCountingTheAttempt()
    {
        var job = _studio.Add(Anna);
        await _studio.Runner.StartAsync(default);
        await _studio.World.ArrivalAsync();

        await _studio.Runner.StopAsync(default);

        Assert.Equal((JobState.Queued, 0), (_studio.Store.Find(job.Id)!.State, _studio.Store.Find(job.Id)!.Attempt));
    }

    [Fact]
    public async Task Interrupt_ByOwner_EndsItAndKeepsWhere()
    {
        var job = _studio.Add(Anna);
        await _studio.Runner.StartAsync(default);
        await _studio.World.ArrivalAsync();

        Assert.False(_studio.Queue.Interrupt(Ben));
        Assert.False(_studio.Queue.Interrupt(Ben, job.Id));
        Assert.False(_studio.Queue.Interrupt(Anna, "another"));
        await _studio.EndAsync(job.Id, () => Assert.True(_studio.Queue.Interrupt(Anna)));

        var ended = _studio.Queue.Find(Anna, job.Id)!;
        Assert.Equal((JobState.Interrupted, "1", "Gate"), (ended.State, ended.Result!.Stop!.NodeId, ended.Result.Stop.NodeType));
    }

    [Fact]
    public async Task DiskFull_PausesPutsBackAndGoesOnWhenThereIsRoom()
    {
        (_studio.World.DiskIsFull, _studio.Volumes.Free) = (true, 0);
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        var told = await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(job.Id, ((JobEvent.PutBack)told).Job.Id);
        Assert.Equal(PauseKind.DiskFull, _studio.Queue.Pause!.Kind);
        Assert.Equal((JobState.Queued, 0), (_studio.Store.Find(job.Id)!.State, _studio.Store.Find(job.Id)!.Attempt));
        (_studio.World.DiskIsFull, _studio.Volumes.Free) = (false, 1L << 39);
        using var watch = _studio.Watch();
        watch.Look();
        await UntilOverAsync(job.Id);
        Assert.Null(_studio.Queue.Pause);
        Assert.Equal((JobState.Done, 1), (_studio.Queue.Find(Anna, job.Id)!.State, _studio.Queue.Find(Anna, job.Id)!.Attempt));
        Assert.True(File.Exists(Path.Join(_studio.Options.Paths.Output, "pic_00001_.png")));
    }

    [Fact]
    public async Task Run_DatabaseThatFailsAtTheEnd_IsRecordedOnceItWorksAgain()
    {
        var job = _studio.Add(Anna);
        await _studio.Runner.StartAsync(default);
        await _studio.World.ArrivalAsync();

        await _studio.WaitAsync(happened => happened is JobEvent.QueueChanged { Pause.Kind: PauseKind.DiskFull }, () =>
        {
            _studio.Execute("ALTER TABLE jobs RENAME TO gone", new { });
            _studio.World.LetGo();
        });
        _studio.Execute("ALTER TABLE gone RENAME TO jobs", new { });
        await UntilOverAsync(job.Id);

        Assert.Equal((JobState.Done, 1), (_studio.Store.Find(job.Id)!.State, _studio.Store.Find(job.Id)!.Attempt));
    }

    [Fact]
    public async Task DiskFull_ToldByTheSystemInsideANode_PausesAndPutsBackToo()
    {
        (_studio.World.DeviceIsFull, _studio.Volumes.Free) = (true, 0);
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));

        Assert.Equal(PauseKind.DiskFull, _studio.Queue.Pause!.Kind);
        Assert.Contains("disk is full", _studio.Queue.Pause.Reason, StringComparison.Ordinal);
        (_studio.World.DeviceIsFull, _studio.Volumes.Free) = (false, 1L << 39);
        _studio.Queue.Resume(Operator);
        await UntilOverAsync(job.Id);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, job.Id)!.State);
    }

    [Fact]
    public async Task DiskFull_ThatCannotBeWrittenStill_StaysPausedUntilAnOperatorResumes()
    {
        (_studio.World.DiskIsFull, _studio.Volumes.Free) = (true, 0);
        var job = _studio.Queue.Enqueue(Anna, new(Picture())).Job!;
        await _studio.WaitAsync(happened => happened is JobEvent.PutBack, () => _ = _studio.Runner.StartAsync(default));
        Directory.Delete(_studio.Options.Paths.Output, recursive: true);
        using var watch = _studio.Watch();

        watch.Look();

        Assert.NotNull(_studio.Queue.Pause);
        (_studio.World.DiskIsFull, _studio.Volumes.Free) = (false, 1L << 39);
        _studio.Queue.Resume(Operator);
        await UntilOverAsync(job.Id);
        Assert.Equal(JobState.Done, _studio.Queue.Find(Anna, job.Id)!.State);
    }

    [Fact]
    public async Task Watch_InTheMiddle_StartsWithProgressAndHidesOthersJobs()
    {
        var job = _studio.Add(Anna);
        await _studio.Runner.StartAsync(default);
        await _studio.World.ArrivalAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await using var anna = _studio.Events.Watch(Anna, patience.Token).GetAsyncEnumerator();
        await using var ben = _studio.Events.Watch(Ben, patience.Token).GetAsyncEnumerator();
        await anna.MoveNextAsync();
        await ben.MoveNextAsync();

        var seen = (JobEvent.Snapshot)anna.Current;
        Assert.Equal((1, job.Id, "1", 1, 4),
            (seen.Remaining, seen.Running[0].Job.Id, seen.Running[0].Progress!.Current!.Id, seen.Running[0].Progress!.Value,
                seen.Running[0].Progress!.Max));
        Assert.Equivalent(new JobEvent.Snapshot(1, null, []), ben.Current, strict: true);
        Assert.NotNull(_studio.Queue.Progress(Anna, job.Id));
        Assert.Null(_studio.Queue.Progress(Ben, job.Id));
        _studio.World.LetGo();
        await ben.MoveNextAsync(); // the next thing Ben hears is that the line is empty
        Assert.Equal(new JobEvent.QueueChanged(0, null), ben.Current);
        var story = new List<string>();
        while (await anna.MoveNextAsync() && anna.Current is not JobEvent.Released)
            story.Add(anna.Current.GetType().Name);
        Assert.Equal(["Progressed", "Progressed", "Ended", "QueueChanged"], story);
    }

    private async Task UntilOverAsync(string id)
    {
        await _studio.WaitAsync(happened => happened is JobEvent.Ended { Job: var job } && job.Id == id || _studio.Store.Find(id)!.IsOver);
    }
}
