using Studio.Tests.Support;
using Studio.Web.Jobs;

namespace Studio.Tests.Jobs;

public sealed class UndeliveredEventsTests
{
    private readonly ManualTime _time = new();
    private readonly UndeliveredEvents _events;

    public UndeliveredEventsTests() => _events = new(_time);

    [Fact]
    public void Of_OwnerAndClient_InOrderUntilDelivered()
    {
        var first = Ended("a", "c");
        var second = new JobEvent.Released(first.Job);
        var others = Ended("b", "c");
        foreach (var happened in new JobEvent[] { first, others, second, Ended("a", "d"), Ended("a", null),
            new JobEvent.Started(first.Job) })
            _events.Add(happened);

        Assert.Equal([first, second], _events.Of("a", "c"));
        _events.Remove(first);
        Assert.Equal([second], _events.Of("a", "c"));
        _events.Remove(first);
        _events.Remove(second);
        Assert.Empty(_events.Of("a", "c"));
        Assert.Equal([others], _events.Of("b", "c"));
    }

    [Fact]
    public void Add_MoreThanMayBeKeptForOne_LosesItsOldest()
    {
        var all = Enumerable.Range(0, UndeliveredEvents.MaxEvents + 5).Select(_ => Ended("a", "c")).ToList();
        var other = Ended("a", "d");
        _events.Add(other);
        all.ForEach(_events.Add);

        Assert.Equal(all.Skip(5), _events.Of("a", "c"));
        Assert.Equal([other], _events.Of("a", "d"));
    }

    [Fact]
    public void Add_MoreBytesThanMayBeKept_LosesTheOldestOfTheClientThenOfAll()
    {
        var heavy = Enumerable.Range(0, 5).Select(_ => Ended("a", "c", 1 << 20)).ToList();
        heavy.ForEach(_events.Add);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(heavy.Skip(2).SequenceEqual(_events.Of("a", "c")));

        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _events.Add(Ended("a", $"c{i}", 1 << 20));
        }

        Assert.Equal((0, 0, 1, 1),
            (_events.Of("a", "c").Count, _events.Of("a", "c0").Count, _events.Of("a", "c20").Count, _events.Of("a", "c39").Count));

        _events.Add(Ended("a", "e", 64 << 20));
        Assert.False(_events.Of("a", "e").Count > 0);
    }

    [Fact]
    public void Of_AfterTooLong_IsForgotten()
    {
        _events.Add(Ended("a", "c"));
        _time.Advance(UndeliveredEvents.MaxAge);
        Assert.Single(_events.Of("a", "c"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_events.Of("a", "c"));
    }

    private static JobEvent.Ended Ended(string owner, string? client, int bytes = 0) => new(new Job
    {
        Id = Guid.NewGuid().ToString(),
        Owner = owner,
        ClientId = client,
        Number = 0,
        Prompt = "{}",
        ExtraData = "{}",
        Outputs = [],
        Created = default,
        State = JobState.Failed,
        Result = JobResult.Empty with { Failure = new("", "", "", new string('x', bytes), [], "{}", [], []) },
    });
}
