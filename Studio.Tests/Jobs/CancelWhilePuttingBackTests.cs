using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

/// <summary>
/// The moment in which a job goes from running back into the line: whoever cancels it then must not be told yes and see it run again.
/// </summary>
public sealed class CancelWhilePuttingBackTests : IAsyncLifetime
{
    private readonly QueueHarness _studio = new();

    private JobQueue Queue => _studio.Queue;

    private Leases Held => _studio.Leases;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Interrupted_JustBefore_IsNotPutBack()
    {
        var job = _studio.Add(Anna);
        var running = await Held.TakeAsync("local/test", default);

        Assert.True(Queue.Cancel(Anna, job.Id));

        Assert.False(Held.PutBack(running.Job, "stopping"));
        Assert.Equal(JobState.Running, _studio.Store.Find(job.Id)!.State); // its runner writes how it ended
    }

    [Fact]
    public async Task Cancelled_JustAfter_LeavesTheLine()
    {
        var job = _studio.Add(Anna);
        var running = await Held.TakeAsync("local/test", default);

        Assert.True(Held.PutBack(running.Job, "stopping"));

        Assert.True(Queue.Cancel(Anna, job.Id));
        Assert.Null(_studio.Store.Find(job.Id));
    }

    [Fact]
    public async Task CancelledAtTheSameTime_IsNeverToldYesAndKeptWaiting()
    {
        for (var round = 0; round < 100; round++)
        {
            var job = _studio.Add(Anna);
            var running = await Held.TakeAsync("local/test", default);
            using var start = new Barrier(2);
            var putting = Task.Run(() =>
            {
                start.SignalAndWait();
                return Held.PutBack(running.Job, "stopping");
            });
            var cancelling = Task.Run(() =>
            {
                start.SignalAndWait();
                return Queue.Cancel(Anna, job.Id);
            });
            var isBack = await putting;

            Assert.True(await cancelling);
            Assert.NotEqual(JobState.Queued, _studio.Store.Find(job.Id)?.State ?? JobState.Interrupted);
            if (!isBack)
                Held.Release(running.Job with { State = JobState.Interrupted });
        }
    }

    [Fact]
    public async Task Runner_JobInterruptedWhileTheServerStops_RecordsTheEnd()
    {
        var job = _studio.Add(Anna);
        await _studio.Runner.StartAsync(default);
        await _studio.World.ArrivalAsync();

        Assert.True(Queue.Cancel(Anna, job.Id));
        await _studio.Runner.StopAsync(default);

        Assert.Equal(JobState.Interrupted, _studio.Store.Find(job.Id)!.State);
    }
}
