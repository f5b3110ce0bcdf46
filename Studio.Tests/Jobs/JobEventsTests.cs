using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Tests.Support;
using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

/// <summary>What a watcher gets: everything once and in order, and of what replaces itself only the latest when it is slow.</summary>
public sealed class JobEventsTests : IDisposable
{
    private const int Capacity = 128;

    private static readonly NodeRef Node = new("1", "Gate");

    private readonly JobEvents _events = new(TimeProvider.System);
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    public void Dispose() => _patience.Dispose();

    public static TheoryData<string> MustArrive => [.. Kinds(must: true).Keys];

    public static TheoryData<string> Replaceable => [.. Kinds(must: false).Keys];

    [Theory]
    [MemberData(nameof(MustArrive))]
    public async Task SlowReader_GetsEveryOneOfWhatMustArrive(string kind)
    {
        var publish = Kinds(must: true)[kind];
        var seen = await SeenAsync(publish, 3 * Capacity);
        Assert.Equal(Enumerable.Range(0, 3 * Capacity).Select(n => $"job {n}"), seen);
    }

    [Theory]
    [MemberData(nameof(Replaceable))]
    public async Task SlowReader_GetsTheLatestOfWhatReplacesItself(string kind)
    {
        var publish = Kinds(must: false)[kind];
        var seen = await SeenAsync(publish, 3 * Capacity);
        Assert.Equal(Capacity, seen.Count);
        Assert.Equal(Enumerable.Range(2 * Capacity, Capacity).Select(n => kind == "line" ? $"{n}" : $"job {n}"), seen);
    }

    [Fact]
    public async Task SlowReader_LosesOneKindWithoutTheOthers()
    {
        await using var reader = _events.Watch(Anna, _patience.Token).GetAsyncEnumerator();
        await reader.MoveNextAsync();
        var job = JobOf(0);
        _events.Publish(new JobEvent.Queued(job));
        for (var i = 0; i < 3 * Capacity; i++)
            _events.Progressed(job, new ExecutionEvent.Progress(Node, i, 1000));
        _events.Progressed(job, new ExecutionEvent.Preview(Node, [1], "image/jpeg"));
        _events.Publish(new JobEvent.Ended(job));

        var seen = new List<JobEvent>();
        while (seen.LastOrDefault() is not JobEvent.Ended && await reader.MoveNextAsync())
            seen.Add(reader.Current);

        Assert.IsType<JobEvent.Queued>(seen[0]);
        Assert.Equal(Capacity + 3, seen.Count);
    }

    [Fact]
    public async Task Follow_FromAnEarlierEvent_TellsWhatWasMissedOnceAndInOrder()
    {
        var numbers = new List<long>();
        await using (var first = _events.Follow(Anna, null, _patience.Token).GetAsyncEnumerator())
        {
            await first.MoveNextAsync(); // resumed
            await first.MoveNextAsync(); // how things stand
            for (var i = 0; i < 6; i++)
                _events.Publish(i % 2 == 0 ? new JobEvent.Queued(JobOf(i)) : new JobEvent.Ended(JobOf(i) with { State = JobState.Done }));
            while (numbers.Count < 6 && await first.MoveNextAsync())
                numbers.Add(first.Current.Id);
        }

        Assert.Equal(numbers.Order().Distinct(), numbers);
        await using var again = _events.Follow(Anna, numbers[2], _patience.Token).GetAsyncEnumerator();
        await again.MoveNextAsync();
        Assert.True(((JobEvent.Resumed)again.Current.Event).Complete);
        _events.Publish(new JobEvent.Queued(JobOf(6)));
        var seen = new List<NumberedEvent>();
        while (seen.Count < 5 && await again.MoveNextAsync())
            seen.Add(again.Current);

        Assert.Equal(["job 3", "job 4", "job 5", "snapshot", "job 6"],
            seen.Select(one => one.Event is JobEvent.OfJob of ? of.Job.Id : "snapshot"));
        Assert.Equal(numbers[3..], seen[..3].Select(one => one.Id));
        Assert.Equal(seen.Select(one => one.Id).Order().Distinct(), seen.Select(one => one.Id));
    }

    [Fact]
    public async Task Follow_OthersEvents_AreNotReplayed()
    {
        await using (var first = _events.Follow(Anna, null, _patience.Token).GetAsyncEnumerator())
            await first.MoveNextAsync();
        _events.Publish(new JobEvent.Queued(JobOf(0) with { Owner = Ben.Id }));
        _events.Publish(new JobEvent.Queued(JobOf(1)));
        var seen = new List<JobEvent>();
        await using var again = _events.Follow(Anna, 0, _patience.Token).GetAsyncEnumerator();
        while (seen.LastOrDefault() is not JobEvent.Snapshot && await again.MoveNextAsync())
            seen.Add(again.Current.Event);
        Assert.False(((JobEvent.Resumed)seen[0]).Complete); // 0 is before anything that is known
        Assert.Equal(["job 1"], seen.OfType<JobEvent.OfJob>().Select(one => one.Job.Id));
    }

    [Fact]
    public async Task WatchClient_AfterBeingAway_IsToldOnceInOrderAndNotAgainWhenDelivered()
    {
        var job = JobOf(0) with { ClientId = "c" };
        _events.Publish(new JobEvent.Queued(job));
        _events.Progressed(job, new ExecutionEvent.Executed(Node, [], false));
        _events.Progressed(job, new ExecutionEvent.Executed(Node with { Id = "2" }, [], false));
        _events.Publish(new JobEvent.Ended(job with { State = JobState.Done }));

        var first = await WelcomeAsync(3);
        Assert.Equal(["1", "2", "ended"], first.Select(Name));
        Assert.Equal(["1", "2", "ended"], (await WelcomeAsync(3)).Select(Name)); // nobody said that it arrived
        _events.Delivered(first[0]);
        Assert.Equal(["2", "ended"], (await WelcomeAsync(2)).Select(Name));
        _events.Delivered(first[1]);
        _events.Delivered(first[2]);
        _events.Publish(new JobEvent.Ended(JobOf(9) with { ClientId = "c", State = JobState.Done }));
        Assert.Equal("job 9", Assert.Single(await WelcomeAsync(1)).Job.Id);

        static string Name(JobEvent.OfJob told) =>
            told is JobEvent.Progressed { Happened: ExecutionEvent.Executed shown } ? shown.Node.Id : "ended";
    }

    private async Task<List<JobEvent.OfJob>> WelcomeAsync(int count)
    {
        await using var watch = _events.WatchClient(Anna, "c", _patience.Token).GetAsyncEnumerator();
        var marker = new JobEvent.Started(JobOf(-1) with { ClientId = "c" });
        await watch.MoveNextAsync();
        _events.Publish(marker); // after all that was missed
        var seen = new List<JobEvent.OfJob>();
        while (await watch.MoveNextAsync() && watch.Current != marker)
            seen.Add((JobEvent.OfJob)watch.Current);
        Assert.Equal(count, seen.Count);
        return seen;
    }

    private static Dictionary<string, Action<JobEvents, int>> Kinds(bool must)
    {
        Dictionary<string, Action<JobEvents, int>> kinds = must
            ? new()
            {
                ["queued"] = (events, n) => events.Publish(new JobEvent.Queued(JobOf(n))),
                ["started"] = (events, n) => events.Started("local/test", JobOf(n), 1, default),
                ["ended"] = (events, n) => events.Publish(new JobEvent.Ended(JobOf(n))),
                ["put back"] = (events, n) => events.Publish(new JobEvent.PutBack(JobOf(n), "x")),
                ["released"] = (events, n) => events.Publish(new JobEvent.Released(JobOf(n))),
                ["cached"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Cached([])),
                ["executing"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Executing(Node)),
                ["executed"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Executed(Node, [], false)),
                ["warned"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Warned(Node, "x")),
                ["failed"] = (events, n) => events.Progressed(JobOf(n),
                    new ExecutionEvent.Failed(new(Node, FailureCause.Other, "y", [], new JsonObject(), [], [], null))),
                ["picture"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Preview(Node, [1], "image/png")),
            }
            : new()
            {
                ["step"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Progress(Node, n, 1000)),
                ["glimpse"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.Preview(Node, [1], "image/jpeg")),
                ["finished nodes"] = (events, n) => events.Progressed(JobOf(n), new ExecutionEvent.NodeFinished(Node)),
                ["line"] = (events, n) => events.QueueChanged(n, null),
            };
        return kinds;
    }

    private async Task<List<string>> SeenAsync(Action<JobEvents, int> publish, int count)
    {
        await using var reader = _events.Watch(Anna, _patience.Token).GetAsyncEnumerator();
        await reader.MoveNextAsync();
        for (var i = 0; i < count; i++)
            publish(_events, i);
        _events.Publish(new JobEvent.HistoryChanged(Anna.Id));
        var seen = new List<string>();
        while (await reader.MoveNextAsync() && reader.Current is not JobEvent.HistoryChanged)
            seen.Add(reader.Current is JobEvent.OfJob of ? of.Job.Id : $"{((JobEvent.QueueChanged)reader.Current).Remaining}");
        return seen;
    }

    private static Job JobOf(int number) => new()
    {
        Id = $"job {number}", Owner = Anna.Id, Number = number, Prompt = "{}", ExtraData = "{}", Outputs = [], Created = default,
    };
}
