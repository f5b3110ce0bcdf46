using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Models.Downloads;

/// <summary>A real server process, killed again and again while it fetches.</summary>
public sealed class KilledDownloadTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _elsewhere = null!;
    private string _model = "";
    private int _bytesPerSecond;

    public async Task InitializeAsync()
    {
        var options = new StudioOptions { Port = 0, Verbose = "WARNING", StudioDir = _folder.Path };
        _elsewhere = options.CreateBuilder().Build();
        _elsewhere.Run(SendAsync);
        await _elsewhere.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _elsewhere.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task Kill_WhileFetching_LosesNothing() => RunAsync(kills: 2, bytes: 24 << 20, bytesPerSecond: 1 << 20);

    [Fact]
    [Trait("Category", "Long")]
    public Task Kill_TwoHundredTimesOnThreeGigabytes_EndsWithTheRightHash() =>
        RunAsync(kills: 200, bytes: 3L << 30, bytesPerSecond: 20 << 20);

    private async Task RunAsync(int kills, long bytes, int bytesPerSecond)
    {
        var hash = WriteModel(bytes);
        _bytesPerSecond = bytesPerSecond;
        var studio = Directory.CreateDirectory(Path.Join(_folder.Path, "studio")).FullName;
        await File.WriteAllTextAsync(Path.Join(studio, "studio.json"), """{ "Outgoing": { "AllowedNetworks": [ "127.0.0.1/32" ] } }""");
        var (id, before) = ("", 0L);
        for (var life = 0; life < kills; life++)
        {
            using var server = await StudioProcess.StartAsync(studio);
            if (id.Length == 0)
                id = (string)(await server.PostAsync("/api/models/downloads",
                    $$"""{"url": "{{Banner.Addresses(_elsewhere).Single()}}/m.safetensors", "kind": "loras", "sha256": "{{hash}}"}"""))["id"]!;
            // some of it is on the disk for good, and not always as much
            var wanted = before + (life % 3 * 1_000_000) + 1;
            before = (long)(await server.UntilAsync($"/api/models/downloads/{id}", one => Kept(studio) > wanted
                || (string?)one["state"] == "done"))["bytes"]!;
            before = Math.Max(before / 2, Kept(studio));
            server.Kill();
        }

        _bytesPerSecond = int.MaxValue;
        using var last = await StudioProcess.StartAsync(studio);
        var done = await last.UntilAsync($"/api/models/downloads/{id}", one => (string?)one["state"] is "done" or "failed");
        Assert.Equal(("done", hash), ((string)done["state"]!, (string)done["sha256"]!));
        await using var file = File.OpenRead(Path.Join(studio, "models", "loras", (string)done["name"]!));
        Assert.Equal(hash, Convert.ToHexStringLower(await SHA256.HashDataAsync(file)));
        Assert.Empty(Directory.GetFiles(Path.Join(studio, "models", "loras"), "*.part*"));
    }

    private static long Kept(string studio)
    {
        var folder = Path.Join(studio, "models", "loras");
        if (!Directory.Exists(folder))
            return 0; // the first part makes it
        foreach (var note in Directory.EnumerateFiles(folder, "*.part.json",
            new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
        {
            try
            {
                return (long?)JsonNode.Parse(File.ReadAllBytes(note))?["Length"] ?? 0;
            }
            catch (FileNotFoundException)
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>Sparse, with something here and there.</summary>
    private string WriteModel(long bytes)
    {
        _model = Path.Join(_folder.Path, "m.safetensors");
        using var file = File.Create(_model);
        var header = Encoding.UTF8.GetBytes($$"""{"t":{"dtype":"U8","shape":[{{bytes}}],"data_offsets":[0,{{bytes}}]} }""");
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        file.SetLength(8 + header.Length + bytes);
        var random = new Random(1);
        for (var number = 0; number < 100; number++)
        {
            file.Position = 8 + header.Length + random.NextInt64(bytes - 4096);
            var piece = new byte[4096];
            random.NextBytes(piece);
            file.Write(piece);
        }

        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private async Task SendAsync(HttpContext context)
    {
        var length = new FileInfo(_model).Length;
        var from = context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
        context.Response.StatusCode = from > 0 ? 206 : 200;
        context.Response.ContentLength = length - from;
        context.Response.Headers.ETag = "\"v1\"";
        if (from > 0)
            context.Response.Headers.ContentRange = $"bytes {from}-{length - 1}/{length}";
        await using var file = File.OpenRead(_model);
        file.Position = from;
        var buffer = new byte[256 << 10];
        var clock = Stopwatch.StartNew();
        for (var sent = 0L; await file.ReadAsync(buffer, context.RequestAborted) is > 0 and var count; sent += count)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            var ahead = TimeSpan.FromSeconds((double)sent / _bytesPerSecond) - clock.Elapsed;
            if (ahead > TimeSpan.FromMilliseconds(10))
                await Task.Delay(ahead, context.RequestAborted);
        }
    }
}
