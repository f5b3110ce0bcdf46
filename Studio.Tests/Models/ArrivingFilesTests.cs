using Studio.Tests.Support;
using Studio.Web.Models;

namespace Studio.Tests.Models;

/// <summary>Who lists models waits for a file that is coming, and not for ever.</summary>
public sealed class ArrivingFilesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Settled_WaitsForWhatIsComing()
    {
        var files = new ArrivingFiles(_time);
        await files.SettledAsync(default);
        var arrival = files.Begin();
        var settled = files.SettledAsync(default);
        Assert.False(settled.IsCompleted);
        arrival.Dispose();
        await settled;
        await files.SettledAsync(default);
    }

    [Fact]
    public async Task Settled_WhenItTakesLong_GoesOn()
    {
        var files = new ArrivingFiles(_time);
        using var arrival = files.Begin();
        var settled = files.SettledAsync(default);
        _time.Advance(TimeSpan.FromSeconds(6));
        await settled;
    }
}
