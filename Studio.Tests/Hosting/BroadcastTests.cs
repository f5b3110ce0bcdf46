using Studio.Web;

namespace Studio.Tests.Hosting;

public sealed class BroadcastTests
{
    [Fact]
    public async Task Watch_SnapshotThenLaterEvents_EachOnceInOrder()
    {
        var hub = new Broadcast<int>(_ => null);
        var state = new List<int> { 1, 2 };
        await using var reader = hub.Watch(snapshot: () => state).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        hub.Publish(() =>
        {
            state.Add(3);
            return 3;
        });
        hub.Publish(4);
        var seen = new List<int> { reader.Current };
        while (seen.Count < 4 && await reader.MoveNextAsync())
            seen.Add(reader.Current);
        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Fact]
    public async Task Publish_SlowReader_LosesWhatALaterOneOfItsKindReplacesAndNothingElse()
    {
        var hub = new Broadcast<string>(item => item[0] == 'd' ? null : item[..1], capacity: 3);
        await using var reader = hub.Watch(snapshot: () => ["start"]).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        hub.Publish("done a");
        hub.Publish("line 0");
        for (var i = 0; i < 10; i++)
            hub.Publish($"p{i}");
        hub.Publish("done b");
        var seen = new List<string>();
        while (seen.LastOrDefault() != "done b" && await reader.MoveNextAsync())
            seen.Add(reader.Current);
        Assert.Equal(["done a", "line 0", "p7", "p8", "p9", "done b"], seen);
    }

    [Fact]
    public async Task Watch_LeftOrCancelled_Unregisters()
    {
        var hub = new Broadcast<int>(_ => null);
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            await foreach (var item in hub.Watch(snapshot: () => [0], cancellationToken: stop.Token))
                if (item == 0)
                    await stop.CancelAsync();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(0, hub.Readers);

        await foreach (var _ in hub.Watch(snapshot: () => [1]))
            break;
        Assert.Equal(0, hub.Readers);
    }

    [Fact]
    public async Task Watch_Filtered_SeesOnlyItsOwn()
    {
        var hub = new Broadcast<int>(_ => null);
        await using var even = hub.Watch(item => item % 2 == 0, () => [0]).GetAsyncEnumerator();
        Assert.True(await even.MoveNextAsync());
        hub.Publish(1);
        hub.Publish(2);
        Assert.True(await even.MoveNextAsync());
        Assert.Equal(2, even.Current);
    }

    [Fact]
    public async Task Watch_ReaderThatStoppedReading_IsCutOffAfterItsBacklog()
    {
        var hub = new Broadcast<int>(_ => null);
        await using var reader = hub.Watch(snapshot: () => [-1]).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        for (var i = 0; i < 60_000; i++)
            hub.Publish(i);
        Assert.Equal(0, hub.Readers);
        var seen = 0;
        while (await reader.MoveNextAsync())
            seen++;
        Assert.InRange(seen, 50_000, 51_000);
    }

    [Fact]
    public async Task Publish_MoreBytesThanAReaderMayHave_DropsWhatMayBeDroppedFirst()
    {
        var hub = new Broadcast<string>(item => item[0] == 'p' ? "p" : null, capacity: 100, weigh: item => item.Length, maxBytes: 10);
        await using var reader = hub.Watch(snapshot: () => ["s"]).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        foreach (var item in new[] { "p1", "done", "p2", "p3", "end" })
            hub.Publish(item);

        var seen = new List<string>();
        while (seen.LastOrDefault() != "end" && await reader.MoveNextAsync())
            seen.Add(reader.Current);

        Assert.Equal(["done", "p3", "end"], seen);
        Assert.Equal(1, hub.Readers);
    }

    [Fact]
    public async Task Publish_MoreBytesThatMustArrive_EndsTheReaderAfterWhatItHas()
    {
        var hub = new Broadcast<string>(_ => null, weigh: item => item.Length, maxBytes: 10);
        await using var reader = hub.Watch(snapshot: () => ["s"]).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        foreach (var item in new[] { "12345", "67890", "x", "not any more" })
            hub.Publish(item);

        var seen = new List<string>();
        while (await reader.MoveNextAsync())
            seen.Add(reader.Current);

        Assert.Equal(["12345", "67890", "x"], seen);
        Assert.Equal(0, hub.Readers);
    }

    [Fact]
    public async Task Publish_ReaderThatStoppedReading_IsNotCutOffByWhatReplacesItself()
    {
        var hub = new Broadcast<int>(item => item == 0 ? null : "length", capacity: 2);
        await using var reader = hub.Watch(snapshot: () => [-1]).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        hub.Publish(0);
        for (var length = 1; length <= 90_000; length++)
            hub.Publish(length);
        hub.Publish(0);
        var seen = new List<int>();
        while (seen.Count < 4 && await reader.MoveNextAsync())
            seen.Add(reader.Current);
        Assert.Equal([0, 89_999, 90_000, 0], seen);
        Assert.Equal(1, hub.Readers);
    }
}
