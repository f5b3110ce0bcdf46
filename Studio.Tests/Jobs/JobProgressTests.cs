using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Tests.Jobs;

public sealed class JobProgressTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly NodeRef Sampler = new("3", "KSampler");

    private readonly JobProgress _begin = new() { JobId = "j", Started = Start };

    [Fact]
    public void After_Steps_TellsSpeedAndTimeLeftWithoutTheLoadingBefore()
    {
        var progress = _begin.After(new ExecutionEvent.Executing(Sampler), Start)
            .After(new ExecutionEvent.Progress(Sampler, 1, 20), Start.AddSeconds(30));
        Assert.Null(progress.TimeLeft);

        progress = progress.After(new ExecutionEvent.Progress(Sampler, 2, 20), Start.AddSeconds(30.5))
            .After(new ExecutionEvent.Progress(Sampler, 5, 20), Start.AddSeconds(32));

        Assert.Equal((2.0, 7.5), (progress.StepsPerSecond, progress.TimeLeft!.Value.TotalSeconds));
    }

    [Fact]
    public void After_SecondRunOfSteps_StartsMeasuringAnew()
    {
        var progress = _begin.After(new ExecutionEvent.Executing(Sampler), Start)
            .After(new ExecutionEvent.Progress(Sampler, 1, 4), Start.AddSeconds(1)).After(new ExecutionEvent.Progress(Sampler, 4, 4),
                Start.AddSeconds(2));

        progress = progress.After(new ExecutionEvent.Progress(Sampler, 1, 4), Start.AddSeconds(100));

        Assert.Null(progress.StepsPerSecond);
    }

    [Fact]
    public void After_Nodes_KeepsAllThatWereTouchedInOrder()
    {
        var loader = new NodeRef("1", "Loader");
        var progress = _begin.After(new ExecutionEvent.Cached(["9"]), Start)
            .After(new ExecutionEvent.Executing(loader), Start).After(new ExecutionEvent.NodeFinished(loader), Start)
            .After(new ExecutionEvent.Executing(Sampler), Start).After(new ExecutionEvent.Progress(Sampler, 2, 3), Start)
                .After(new ExecutionEvent.NodeFinished(Sampler), Start);

        Assert.Equal(
            [new(loader, 1, 1, false, NodeState.Finished), new(Sampler, 2, 3, true, NodeState.Finished)],
            progress.Nodes);
        Assert.Equal(["9"], progress.CachedNodes!);
        Assert.Null(progress.Current);
    }
}
