using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Studio.E2E;

namespace Studio.Bench.Pages;

/// <summary>The gallery of somebody who has made 100,000 pictures: rows as the server writes them, and a file for each.</summary>
internal static class LargeGallery
{
    private const int Pictures = 100_000;
    private const int Folders = 100;

    // what somebody does who looks for a picture by eye: the wheel for ten seconds, then the end of the bar
    private const string Scroll = """
        async () => {
          const tasks = [];
          new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
          const box = [...document.querySelectorAll('*')].find(e => e.scrollHeight > 100000 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowY))
            ?? document.scrollingElement;
          const pause = time => new Promise(done => setTimeout(done, time));
          let frames = 0, on = true;
          const count = () => { frames++; if (on) requestAnimationFrame(count); };
          requestAnimationFrame(count);
          const start = performance.now();
          for (let i = 0; i < 200; i++) { box.scrollTop += 300; await pause(50); }
          const fps = frames / (performance.now() - start) * 1000;
          box.scrollTop = box.scrollHeight;
          await pause(1000);
          on = false;
          return [Math.max(0, ...tasks), tasks.filter(t => t > 100).length, fps, box.scrollTop];
        }
        """;

    public static async Task<IReadOnlyList<Row>> RunAsync(IBrowser browser)
    {
        var folder = Directory.CreateTempSubdirectory("studio-bench-").FullName;
        try
        {
            await using (await StudioServer.StartAsync(folder))
            {
                // makes the database
            }

            Fill(folder);
            await using var server = await StudioServer.StartAsync(folder);
            var page = await PagesBench.OpenAsync(browser, server.Address);
            await page.GotoAsync("/studio/gallery");
            await page.Locator("[data-live]").WaitForAsync();
            List<double> first = [];
            for (var visit = 0; visit < 3; visit++)
                first.Add(await FirstTileAsync(page));
            var scrolled = await page.EvaluateAsync<double[]>(Scroll);
            if (scrolled[3] < 1_000_000)
                throw new InvalidOperationException($"The gallery ends at {scrolled[3]} px: it does not hold {Pictures} pictures.");
            await page.Context.CloseAsync();
            return
            [
                new($"Gallery of {Pictures:N0}: until the first tile, median", PagesBench.Text(Row.Median(first), "s", 2), "< 1 s"),
                new("Scrolling through it: longest task of the page", PagesBench.Text(scrolled[0], "ms", 0), "< 100 ms"),
                new("The same: tasks above 100 ms", PagesBench.Text(scrolled[1], "", 0), "0"),
                new("The same: frames a second (with no GPU)", PagesBench.Text(scrolled[2], "", 0)),
                new("Its server: resident memory", PagesBench.Text(ServerBench.Memory(server.ProcessId) / 1e6, "MB", 0)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> FirstTileAsync(IPage page)
    {
        await page.GotoAsync("about:blank");
        var clock = Stopwatch.StartNew();
        await page.GotoAsync("/studio/gallery", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => { const tile = document.querySelector('.gallery-grid img'); return tile?.complete && tile.naturalWidth > 0; }");
        return clock.Elapsed.TotalSeconds;
    }

    private static void Fill(string folder)
    {
        var picture = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGElEQVR4nGNkYPjPQApgIkn1qIZRDUNKAwDuPgEfR0mBPQAAAABJRU5ErkJggg==");
        for (var part = 0; part < Folders; part++)
        {
            var sub = Directory.CreateDirectory(Path.Combine(folder, "output", $"{part:000}")).FullName;
            for (var number = 0; number < Pictures / Folders; number++)
                File.WriteAllBytes(Path.Combine(sub, $"a_{number:00000}_.png"), picture);
        }

        SQLitePCL.Batteries_V2.Init();
        using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "studio.db")}");
        database.Open();
        using var rows = database.CreateCommand();
        rows.CommandText = $$$"""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {{{Pictures - 1}}})
            INSERT INTO pictures (folder, subfolder, file_name, bytes, width, height, created_at, settings, words)
            SELECT 'output', printf('%03d', i / {{{Pictures / Folders}}}), printf('a_%05d_.png', i % {{{Pictures / Folders}}}), {{{picture.Length}}}, 16, 16,
              1700000000000 + i * 60000, '{"Prompt":"a house by the sea ' || i || '","Model":"m' || (i % 7) || '.safetensors","Sampler":"euler"}',
              'a house by the sea ' || i FROM n;
            INSERT INTO picture_owners (picture_id, owner) SELECT id, 'local' FROM pictures;
            """;
        rows.ExecuteNonQuery();
    }
}
