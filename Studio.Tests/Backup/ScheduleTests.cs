using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Backup;

namespace Studio.Tests.Backup;

/// <summary>Backups by the clock, and how many are kept.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;
    private StudioOptions _own = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));
        Options.Keep = 2;
        // the server's own stays off: this one is looked at by hand
        _own = new StudioOptions { StudioDir = _studio.StudioDir };
        _own.Backup.EveryHours = 24;
        Schedule = new(_studio.Get<Web.Backup.Backups>(), _studio.Get<HomeGate>(), _own, _time, NullLogger<BackupSchedule>.Instance);
    }

    public async Task DisposeAsync()
    {
        Schedule.Dispose();
        await _studio.DisposeAsync();
    }

    private StudioOptions.BackupOptions Options => _studio.Get<StudioOptions>().Backup;

    private BackupSchedule Schedule { get; set; } = null!;

    [Fact]
    public async Task Due_IsOneThatIsOlderThanTheSetting_AndTheOldestGo()
    {
        var byHand = Path.Join(Folder, "studio-20200101-000000.zip");
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(byHand, "by hand");
        for (var day = 1; day <= 4; day++)
        {
            await Schedule.LookAsync(default);
            Assert.Equal(Math.Min(day, 2), Names().Count);
            _time.Advance(TimeSpan.FromHours(23));
            var before = Names();
            await Schedule.LookAsync(default);
            Assert.Equal(before, Names()); // not yet
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.True(File.Exists(byHand));
        Assert.Equal(Names().Order(StringComparer.Ordinal).ToList()[^1], Names()[0]);
    }

    [Fact]
    public async Task Off_MakesNone()
    {
        _own.Backup.EveryHours = 0;
        await Schedule.LookAsync(default);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Failed_TriesAgainInAnHourAndDeletesNothing()
    {
        for (var day = 0; day < 2; day++)
        {
            await Schedule.LookAsync(default);
            _time.Advance(TimeSpan.FromHours(24));
        }

        var before = Names();
        Options.PassphraseFile = "missing";
        await Schedule.LookAsync(default);
        Options.PassphraseFile = null;
        await Schedule.LookAsync(default);
        Assert.Equal(before, Names());
        _time.Advance(TimeSpan.FromMinutes(61));
        await Schedule.LookAsync(default);
        Assert.NotEqual(before, Names());
    }

    [Fact]
    public async Task Away_MakesNoneAndDeletesNone()
    {
        await File.WriteAllTextAsync(_studio.Get<StudioOptions>().Paths.Away, "x");
        await Schedule.LookAsync(default);
        Assert.Empty(Names());
        File.Delete(_studio.Get<StudioOptions>().Paths.Away);
        await Schedule.LookAsync(default);
        Assert.Single(Names());
    }

    [Theory]
    [InlineData(-1, 7, null, "Backup:EveryHours")]
    [InlineData(8761, 7, null, "Backup:EveryHours")]
    [InlineData(0, 0, null, "Backup:Keep")]
    [InlineData(0, 7, "missing", "Backup:PassphraseFile")]
    public void Options_ThatCannotBe_AreNamed(int every, int keep, string? file, string key)
    {
        var options = new StudioOptions { StudioDir = _studio.StudioDir };
        (options.Backup.EveryHours, options.Backup.Keep, options.Backup.PassphraseFile) = (every, keep, file);
        Assert.Contains(new ValidateStudioOptions().Validate(null, options).Failures!,
            failure => failure.StartsWith(key, StringComparison.Ordinal)
                && failure.Contains("Set Studio__Backup__", StringComparison.Ordinal));
    }

    private string Folder => Path.Join(_studio.StudioDir, "backups");

    private List<string> Names() => !Directory.Exists(Folder) ? [] :
        [.. Directory.EnumerateFiles(Folder, "studio-auto-*").Select(Path.GetFileName).OfType<string>()
            .OrderDescending(StringComparer.Ordinal)];
}
