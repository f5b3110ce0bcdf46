using System.Diagnostics;
using Microsoft.Playwright;
using Studio.E2E;

namespace Studio.Bench.Pages;

/// <summary>The first visit to Generate: bytes over the wire as they are sent (compressed), and until a click is heard.</summary>
internal static class ColdPage
{
    private const int Visits = 5;

    public static async Task<IReadOnlyList<Row>> RunAsync(IBrowser browser)
    {
        await using var server = await StudioServer.StartAsync();
        List<double> bytes = [], times = [];
        for (var visit = -1; visit < Visits; visit++)
        {
            var page = await PagesBench.OpenAsync(browser, server.Address);
            var network = await page.Context.NewCDPSessionAsync(page);
            double sent = 0;
            network.Event("Network.loadingFinished").OnEvent += (_, args) =>
                sent += args!.Value.GetProperty("encodedDataLength").GetDouble();
            await network.SendAsync("Network.enable");
            var clock = Stopwatch.StartNew();
            await page.GotoAsync("/", new() { WaitUntil = WaitUntilState.Commit });
            await page.Locator("[data-live]").WaitForAsync();
            var live = clock.Elapsed.TotalSeconds;
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            if (visit >= 0) // the first visit also compiles the server's code
            {
                times.Add(live);
                bytes.Add(sent);
            }

            await page.Context.CloseAsync();
        }

        return
        [
            new("Generate, first visit: over the wire, median", PagesBench.Text(Row.Median(bytes) / 1000, "KB", 0), "< 700 KB"),
            new("The same: until it listens, median", PagesBench.Text(Row.Median(times), "s", 2), "< 1.5 s"),
        ];
    }
}
