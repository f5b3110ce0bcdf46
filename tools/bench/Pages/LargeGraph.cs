using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Studio.E2E;

namespace Studio.Bench.Pages;

/// <summary>A graph of 300 nodes in the editor, moved by the mouse.</summary>
internal static class LargeGraph
{
    private const int Nodes = 300;

    private const string Count = """
        () => { window.benchFrames = []; const frame = time => { window.benchFrames.push(time); requestAnimationFrame(frame); }; requestAnimationFrame(frame); }
        """;

    public static async Task<IReadOnlyList<Row>> RunAsync(IBrowser browser)
    {
        await using var server = await StudioServer.StartAsync();
        using var client = server.CreateClient();
        using var kept = await client.PostAsJsonAsync("/api/workflows?name=large", Graph());
        kept.EnsureSuccessStatusCode();
        var id = (string)JsonNode.Parse(await kept.Content.ReadAsStringAsync())!["id"]!;
        var page = await PagesBench.OpenAsync(browser, server.Address);
        await page.GotoAsync($"/studio/workflows/{id}/edit");
        await page.Locator("[data-graph=ready]").WaitForAsync();
        var box = (await page.Locator(".graph-stage canvas").BoundingBoxAsync())!;
        var (x, y) = (box.X + 20, box.Y + box.Height - 20);
        await page.EvaluateAsync(Count);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync(new() { Button = MouseButton.Middle });
        for (var step = 0; step < 240; step++)
            await page.Mouse.MoveAsync(x + (step % 60 * 8), y - (step % 60 * 5));
        await page.Mouse.UpAsync(new() { Button = MouseButton.Middle });
        var times = await page.EvaluateAsync<double[]>("() => window.benchFrames");
        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToArray();
        await page.Context.CloseAsync();
        return
        [
            new($"Graph of {Nodes} nodes, moved by the mouse: frames a second, median (with no GPU)", PagesBench.Text(1000 / Row.Median(gaps), "", 0), "60"),
            new("The same: longest of a hundred frames", PagesBench.Text(Row.Percentile(gaps, 0.99), "ms", 0)),
        ];
    }

    // chains of three, as an API prompt: the server places and draws them
    private static JsonObject Graph()
    {
        var prompt = new JsonObject();
        for (var number = 1; number <= Nodes; number += 3)
        {
            prompt[$"{number}"] = Node("EmptyImage", new() { ["width"] = 64, ["height"] = 64, ["batch_size"] = 1, ["color"] = number });
            prompt[$"{number + 1}"] = Node("ImageInvert", new() { ["image"] = new JsonArray($"{number}", 0) });
            prompt[$"{number + 2}"] = Node("PreviewImage", new() { ["images"] = new JsonArray($"{number + 1}", 0) });
        }

        return prompt;
    }

    private static JsonObject Node(string type, JsonObject inputs) => new() { ["class_type"] = type, ["inputs"] = inputs };
}
