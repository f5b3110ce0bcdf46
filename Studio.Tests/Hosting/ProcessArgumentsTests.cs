using System.Diagnostics;
using Studio.Tests.Support;

namespace Studio.Tests.Hosting;

public sealed class ProcessArgumentsTests
{
    private const string Key = "key-on-the-command-line-0123456789";

    [Fact]
    public async Task KeyOnTheCommandLine_IsGoneFromTheProcessListOnceTheServerRuns()
    {
        if (!OperatingSystem.IsLinux())
            return; // other systems keep arguments where only they can write
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet",
            [Path.Join(AppContext.BaseDirectory, "studio-server.dll"), "--studio-dir", folder.Path, "--port", "0", "--api-key", Key])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line
                && !line.Contains("ready in", StringComparison.Ordinal))
            {
                // until it serves
            }

            var arguments = await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline", patience.Token);
            Assert.Contains("--api-key", arguments, StringComparison.Ordinal);
            Assert.DoesNotContain(Key, arguments, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }
}
