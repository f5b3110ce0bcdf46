using Studio.Engine.Graph;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

/// <summary>Who runs what until when, with more than one worker.</summary>
public sealed class LeaseTests : IAsyncDisposable
{
    private readonly QueueHarness _studio = new();

    public ValueTask DisposeAsync() => _studio.DisposeAsync();

    [Fact]
    public async Task Take_ByTwoWorkers_GivesEachAJobAndShowsBoth()
    {
        var (first, second, third) = (_studio.Add(Anna), _studio.Add(Ben), _studio.Add(Anna));
        var one = await _studio.Leases.TakeAsync("local/one", default);
        var two = await _studio.Leases.TakeAsync("local/two", default);

        Assert.Equal((first.Id, second.Id), (one.Job.Id, two.Job.Id));
        var line = _studio.Queue.Line(Operator);
        Assert.Equal([("local/one", first.Id), ("local/two", second.Id)], line.Running.Select(running => (running.Worker, running.Job.Id)));
        Assert.Equal((3, third.Id), (line.Remaining, line.Waiting.Single().Id));
        Assert.Equal(first.Id, _studio.Queue.Line(Anna).Running.Single().Job.Id);
    }

    [Fact]
    public async Task Interrupt_OfOne_LeavesTheOther()
    {
        _studio.Add(Anna);
        var second = _studio.Add(Anna);
        var one = await _studio.Leases.TakeAsync("local/one", default);
        var two = await _studio.Leases.TakeAsync("local/two", default);

        Assert.True(_studio.Queue.Interrupt(Anna, second.Id));

        Assert.Equal((StopIntent.None, StopIntent.Interrupt), (one.Intent, two.Intent));
        Assert.True(_studio.Queue.Interrupt(Anna));
        Assert.Equal(StopIntent.Interrupt, one.Intent);
    }

    [Fact]
    public async Task Events_OfTwoRuns_KeepTheirProgressApart()
    {
        var (first, second) = (_studio.Add(Anna), _studio.Add(Ben));
        await _studio.Leases.TakeAsync("local/one", default);
        await _studio.Leases.TakeAsync("local/two", default);
        _studio.Events.Started("local/one", first, 1, default);
        _studio.Events.Started("local/two", second, 1, default);
        _studio.Events.Progressed(second, new ExecutionEvent.Progress(new NodeRef("1", "Gate"), 2, 9));

        Assert.Equal((0, 2), (_studio.Queue.Progress(Anna, first.Id)!.Value, _studio.Queue.Progress(Ben, second.Id)!.Value));
        _studio.Events.Stopped(new JobEvent.Ended(first));
        Assert.Equal(second.Id, _studio.Events.Now.Running.Single().Job.Id);
        Assert.Null(_studio.Queue.Progress(Anna, first.Id));
    }

    [Fact]
    public async Task Restart_TakesBackOwnLeases_AndLeavesThoseOfOthersUntilTheyAreOver()
    {
        var (mine, far) = (_studio.Add(Anna), _studio.Add(Anna));
        await _studio.Leases.TakeAsync(Leases.Here + "one", default);
        await _studio.Leases.TakeAsync("elsewhere/one", default);

        await using var again = _studio.Restart();

        Assert.Equal((JobState.Queued, JobState.Running), (StateOf(again, mine), StateOf(again, far)));
        again.Leases.Reclaim();
        Assert.Equal(JobState.Running, StateOf(again, far));
        again.Execute("UPDATE jobs SET lease_until = 1 WHERE id = @id", new { id = far.Id });
        again.Leases.Reclaim();
        Assert.Equal((JobState.Queued, 1), (StateOf(again, far), again.Store.Find(far.Id)!.Attempt));
    }

    [Fact]
    public async Task Renew_OfWhatRunsHere_KeepsIt()
    {
        var job = _studio.Add(Anna);
        var running = await _studio.Leases.TakeAsync("local/one", default);
        _studio.Execute("UPDATE jobs SET lease_until = 1", new { });

        var before = TimeProvider.System.GetUtcNow();
        _studio.Leases.Renew();

        Assert.InRange(_studio.Store.Leased().Single().Lease!.Until - before, Leases.Length - TimeSpan.FromMilliseconds(1),
            Leases.Length + TimeSpan.FromMinutes(1));
        _studio.Leases.Record(running.Job with { State = JobState.Done, Ended = running.Job.Started });
        Assert.Empty(_studio.Store.Leased());
        Assert.Equal(JobState.Done, StateOf(_studio, job));
    }

    private static JobState StateOf(QueueHarness studio, Job job) => studio.Store.Find(job.Id)!.State;
}
