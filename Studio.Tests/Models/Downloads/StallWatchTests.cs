using Studio.Web.Models.Downloads;

namespace Studio.Tests.Models.Downloads;

public sealed class StallWatchTests
{
    private static readonly DownloadTimes Times = new() { Stall = TimeSpan.FromMilliseconds(300), LeastBytes = 100 };

    /// <summary>A disk or a cap that takes its time between two reads says nothing about the server.</summary>
    [Fact]
    public async Task Reader_ThatTakesItsTime_IsNotTakenForASlowServer()
    {
        using var watch = new StallWatch(Times, TimeProvider.System, default);
        using var body = new MemoryStream(new byte[40]);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            Assert.Equal(10, await watch.ReadAsync(body, new byte[10]));
            await Task.Delay(Times.Stall);
        }

        Assert.Equal(0, await watch.ReadAsync(body, new byte[10]));
    }

    [Fact]
    public async Task Server_ThatSendsNextToNothing_IsGivenUp()
    {
        using var watch = new StallWatch(Times, TimeProvider.System, default);
        await using var body = new SlowStream();
        var why = await Assert.ThrowsAsync<TransferException>(async () =>
        {
            while (await watch.ReadAsync(body, new byte[10]) > 0)
            {
            }
        });
        Assert.StartsWith("The server has sent next to nothing", why.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ThatIsAskedFor_IsNotToldAsASlowServer()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var watch = new StallWatch(Times with { Stall = TimeSpan.FromMinutes(1) }, TimeProvider.System, stop.Token);
        await using var body = new SlowStream();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await watch.ReadAsync(body, new byte[10]) > 0)
            {
            }
        });
    }

    /// <summary>A byte every 20 ms, for ever.</summary>
    private sealed class SlowStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(20, cancellationToken);
            return 1;
        }
    }
}
