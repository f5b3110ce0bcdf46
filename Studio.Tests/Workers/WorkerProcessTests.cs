using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Imaging;
using Studio.Web;
using Studio.Web.Jobs;
using Studio.Web.Workers;

namespace Studio.Tests.Workers;

/// <summary>Who may talk to a worker, what is said of its end, and what comes of one that does not start.</summary>
public sealed class WorkerProcessTests
{
    [Fact]
    public void Link_Folder_IsForThisUserOnly()
    {
        using var link = WorkerLink.New();
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(link.Address)!));
    }

    [Fact]
    public void Birth_ThereAndBack_KeepsSettingsAndLeavesKeysOut()
    {
        using var link = WorkerLink.New();
        var options = new StudioOptions
        {
            StudioDir = "/somewhere",
            Device = "cuda:1",
            PreviewSize = 99,
            ExtraModelPathsConfig = ["a.yaml"],
        };
        options.Auth.KeySource = new KeySource("--api-key", null, "secret-key");

        var line = new WorkerBirth(link, options).ToLine();

        Assert.DoesNotContain("secret-key", line, StringComparison.Ordinal);
        var again = WorkerBirth.FromLine(line)!;
        Assert.Equal((link.Address, link.Secret), (again.Link.Address, again.Link.Secret));
        Assert.Equal((options.StudioDir, options.Device, options.PreviewSize, "a.yaml"),
            (again.Options.StudioDir, again.Options.Device, again.Options.PreviewSize, again.Options.ExtraModelPathsConfig.Single()));
        Assert.Null(WorkerBirth.FromLine("hello"));
        Assert.Null(WorkerBirth.FromLine(null));
    }

    [Theory]
    [InlineData(137, true, false, "The worker was killed: out of memory at 14.2 of 16.0 GiB while running VAEDecode.")]
    [InlineData(137, false, false, "The worker was killed at 14.2 of 16.0 GiB while running VAEDecode.")]
    [InlineData(134, false, false, "The worker crashed at 14.2 of 16.0 GiB while running VAEDecode: it gave up (signal 6).")]
    [InlineData(137, false, true, "The worker did not answer any more while running VAEDecode and was ended at 14.2 of 16.0 GiB.")]
    [InlineData(3, false, false, "The worker ended at 14.2 of 16.0 GiB while running VAEDecode with exit code 3.")]
    public void Death_InWords_SaysWhatIsKnown(int code, bool isOutOfMemory, bool isHung, string sentence) =>
        Assert.Equal(sentence, new WorkerDeath(code, isOutOfMemory, isHung, (long)(14.2 * (1L << 30)), 16L << 30).Sentence("VAEDecode"));

    [Fact]
    public void OutOfMemoryKills_AreReadFromTheGroup() =>
        Assert.Equal(3, OutOfMemoryKills.ReadKills(["low 0", "oom 7", "oom_kill 3", "oom_group_kill 1"]));

    /// <summary>After one that did something, or lived a while, there is no pause.</summary>
    [Fact]
    public void Pause_AfterADeath_GrowsOnlyWhileTheyAreOfNoUse()
    {
        var pause = new RestartPause();
        double[] After(int times, double lived, bool hasWorked) =>
            [.. Enumerable.Range(0, times).Select(_ => pause.After(TimeSpan.FromSeconds(lived), hasWorked).TotalSeconds)];

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], After(8, lived: 1, hasWorked: false));
        Assert.Equal([0, 0, 0], After(3, lived: 1, hasWorked: true));
        Assert.Equal([0.5, 1], After(2, lived: 1, hasWorked: false));
        Assert.Equal([0], After(1, lived: 11, hasWorked: false));
        Assert.Equal([0.5], After(1, lived: 1, hasWorked: false));
    }

    [Fact]
    public async Task Start_ThatFailsAtOnce_IsTriedAgainAndSaidInWords()
    {
        if (OperatingSystem.IsWindows())
            return;
        var program = new Failing();
        using var worker = new WorkerProcess(new StudioOptions(), program, new NoPictures(), TimeProvider.System,
            NullLogger<WorkerProcess>.Instance);
        await worker.StartAsync(default);
        var patience = Stopwatch.StartNew();
        while (program.Starts < 3 && patience.Elapsed < TimeSpan.FromSeconds(60))
            await Task.Delay(20);

        Assert.Equal("The worker ended with exit code 1. Another one is started.", worker.Problem);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.ReadyAsync(stop.Token));
        await worker.StopAsync(default);
    }

    [Fact]
    public async Task Worker_WithoutTheSecret_AnswersNobody()
    {
        var link = WorkerLink.New();
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Join(AppContext.BaseDirectory, "studio-server.dll"), "worker"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var folder = new Support.TemporaryFolder();
        await process.StandardInput.WriteLineAsync(new WorkerBirth(link, new StudioOptions { StudioDir = folder.Path }).ToLine());
        using var channel = link.Open();
        var client = new Web.Workers.Wire.Worker.WorkerClient(channel);
        var patience = Stopwatch.StartNew();
        RpcException? refused = null;
        while (refused is not { StatusCode: StatusCode.Unauthenticated } && patience.Elapsed < TimeSpan.FromSeconds(60))
            refused = await Assert.ThrowsAsync<RpcException>(async () => await client.FreeAsync(new()));
        Assert.Equal(StatusCode.Unauthenticated, refused!.StatusCode);
        await client.FreeAsync(new(), link.Headers());
        process.StandardInput.Close();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        Assert.False(Directory.Exists(Path.GetDirectoryName(link.Address)));
    }

    private sealed class Failing : WorkerProgram
    {
        public int Starts { get; private set; }

        public override ProcessStartInfo Command()
        {
            Starts++;
            return new ProcessStartInfo("false");
        }
    }

    private sealed class NoPictures : IUntoldPictures
    {
        public void Delete(StoredImage image) => Assert.Fail("Nothing was saved.");
    }
}
