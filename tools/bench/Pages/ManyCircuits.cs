using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Studio.E2E;

namespace Studio.Bench.Pages;

/// <summary>
/// A hundred people who watch a job: what their circuits cost the server. The job runs in a worker process, so that the server's own
/// processor time is that of the circuits.
/// </summary>
internal static class ManyCircuits
{
    private const int Circuits = 100;
    private const int Steps = 60;

    public static async Task<IReadOnlyList<Row>> RunAsync(IBrowser browser)
    {
        await using var server = await StudioServer.StartAsync(null, "--workers", "process");
        using var client = server.CreateClient();
        var context = await browser.NewContextAsync(new() { BaseURL = server.Address.ToString(), ReducedMotion = ReducedMotion.Reduce });
        await (await VisitAsync(context)).CloseAsync(); // compiles
        await RunJobAsync(client, server, 1);
        var before = ServerBench.Memory(server.ProcessId);
        var alone = await RunJobAsync(client, server, 2);
        for (var count = 0; count < Circuits; count++)
            await VisitAsync(context);
        var open = ServerBench.Memory(server.ProcessId);
        var watched = await RunJobAsync(client, server, 3);
        var after = ServerBench.Memory(server.ProcessId);
        await context.CloseAsync();
        return
        [
            new($"{Circuits} circuits on Generate: memory of the server, more than without", PagesBench.Text((open - before) / 1e6, "MB", 0), "< 150 MB"),
            new("The same, after a job with progress and previews", PagesBench.Text((after - before) / 1e6, "MB", 0), "< 150 MB"),
            new("Processor time of the server in a second of that job (of one without circuits)",
                $"{PagesBench.Text(watched, "s", 2)} ({PagesBench.Text(alone, "s", 2)})", "< 1 s"),
        ];
    }

    private static async Task<IPage> VisitAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync("/");
        await page.Locator("[data-live]").WaitForAsync();
        return page;
    }

    /// <returns>The server's processor seconds in each second of the job.</returns>
    private static async Task<double> RunJobAsync(HttpClient client, StudioServer server, int seed)
    {
        var prompt = DemoBench.SamplePrompt(seed);
        foreach (var (_, node) in prompt)
        {
            if (node!["class_type"]!.GetValue<string>() == "KSampler")
                node["inputs"]!["steps"] = Steps;
            if (node["class_type"]!.GetValue<string>() == "EmptyLatentImage")
                (node["inputs"]!["width"], node["inputs"]!["height"]) = (384, 384);
        }

        var (clock, used) = (Stopwatch.StartNew(), ServerBench.ProcessorSeconds(server.ProcessId));
        using var accepted = await client.PostAsJsonAsync("/prompt", new JsonObject { ["prompt"] = prompt });
        accepted.EnsureSuccessStatusCode();
        var id = (string)JsonNode.Parse(await accepted.Content.ReadAsStringAsync())!["prompt_id"]!;
        while (JsonNode.Parse(await client.GetStringAsync(new Uri($"/history/{id}", UriKind.Relative)))!.AsObject().Count == 0)
            await Task.Delay(100);
        return (ServerBench.ProcessorSeconds(server.ProcessId) - used) / clock.Elapsed.TotalSeconds;
    }
}
