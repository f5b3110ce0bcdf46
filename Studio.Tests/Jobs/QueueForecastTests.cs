using Studio.Web.Jobs;

namespace Studio.Tests.Jobs;

public sealed class QueueForecastTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    [Fact]
    public void Usual_OfTheLastJobs_IsTheOneInTheMiddle()
    {
        Assert.Null(QueueForecast.Usual([]));
        Assert.Null(QueueForecast.Usual([Took(5) with { State = JobState.Failed }]));
        Assert.Equal(TimeSpan.FromSeconds(4), QueueForecast.Usual([Took(4), Took(3), Took(900)]));
    }

    [Theory]
    [InlineData(0, 0, null, 0, 0)]
    [InlineData(2, 0, null, 2, 20)]
    [InlineData(0, 1, 3, 1, 3)]
    [InlineData(2, 1, 3, 3, 23)]
    [InlineData(1, 1, null, 2, 15)]
    public void Of_APlace_CountsWhatIsBeforeIt(int place, int running, int? left, int ahead, int wait)
    {
        var forecast = QueueForecast.Of(place, running, left is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Ten);
        Assert.Equal(new JobForecast(ahead, TimeSpan.FromSeconds(wait)), forecast);
    }

    [Fact]
    public void Of_ALineWithoutPast_KnowsOnlyWhatRuns()
    {
        Assert.Equal(new JobForecast(1, Ten), QueueForecast.Of(0, 1, Ten, null));
        Assert.Equal(new JobForecast(4, null), QueueForecast.Of(3, 1, Ten, null));
    }

    private static Job Took(int seconds) => new()
    {
        Id = "x", Owner = "local", Number = 1, Prompt = "{}", ExtraData = "{}", Outputs = [], Created = DateTimeOffset.UnixEpoch,
        State = JobState.Done, Started = DateTimeOffset.UnixEpoch, Ended = DateTimeOffset.UnixEpoch.AddSeconds(seconds),
    };
}
