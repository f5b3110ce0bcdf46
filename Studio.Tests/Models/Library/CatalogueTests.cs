using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web.Models;
using Studio.Web.Models.Catalogues;
using Studio.Web.Models.Downloads;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Library;

/// <summary>Catalogues in ComfyUI Studio's format, and its routes over them.</summary>
public sealed class CatalogueTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Fact]
    public void Shipped_EveryEntry_CanBeFetchedAndIsPermissive()
    {
        var models = fixture.Studio.Get<ModelCatalog>();
        var entries = fixture.Studio.Get<ModelCatalogues>().Shipped.Categories!.SelectMany(category => category.Models).ToList();
        Assert.True(entries.Count > 10);
        Assert.Equal(entries.Count, entries.Select(entry => entry.File).Distinct().Count());
        Assert.All(entries, entry =>
        {
            Assert.NotNull(entry.From);
            Assert.Contains(entry.License, new[] { "apache-2.0", "mit", "bsd-3-clause", "cc0-1.0" });
            Assert.Contains(Path.GetExtension(entry.File), models.Folder(entry.Place.Kind)!.Extensions);
            Assert.True(entry.Hash is null || (entry.Hash.Length == 64 && entry.Hash.All(char.IsAsciiHexDigitLower)));
        });
    }

    [Fact]
    public async Task Imported_AreKeptApart_FetchedAndTakenOut()
    {
        var model = Model(20_000, 70);
        fixture.Elsewhere.On("/catalogue.safetensors", asked => Reply.File(model, asked));
        using var http = fixture.Studio.CreateClient();
        var json = $$"""
            {"version": 4, "date": "x", "categories": [{"id": "loras", "name": "LoRAs", "models": [
              {"name": "Own", "file": "own.safetensors", "dest": "loras/own", "source": "url", "url": "{{fixture.Elsewhere.Address("/catalogue.safetensors")}}",
               "size_gb": 0.1, "base_model": "SDXL 1.0", "tags": ["a"], "hash": "{{HashOf(model)}}", "rating": 5},
              {"name": "Bad", "file": "../bad.safetensors", "dest": "loras", "source": "url", "url": "https://example.org/x"},
              {"name": "Nowhere", "file": "nowhere.safetensors", "dest": "nothing", "source": "url", "url": "https://example.org/x"},
              {"name": "No source", "file": "no.safetensors", "dest": "loras"}]}]}
            """;
        var added = await ImportAsync(http, json);
        Assert.Equal((1, 3), ((int)added["added"]!, (int)added["skipped"]!));
        Assert.Equal(0, (int)(await ImportAsync(http, json))["added"]!);
        Assert.Equal("missing", (string)(await EntryAsync(http, "own.safetensors"))!["status"]!);
        Assert.Equal(5, (int)(await EntryAsync(http, "own.safetensors"))!["rating"]!);
        Assert.Contains("\"rating\": 5", await File.ReadAllTextAsync(Path.Join(fixture.Studio.StudioDir, "catalogues", "models.json")),
            StringComparison.Ordinal);

        var batch = await JsonAsync(await http.PostAsJsonAsync("/api/admin/models/download-batch",
            new { filenames = new[] { "own.safetensors", "unknown" } }));
        Assert.Equal((1, 1), ((int)batch["queued"]!, (int)batch["skipped"]!));
        await fixture.EndAsync(fixture.Queue.List()
            .First(one => one.Source.Text.EndsWith("/catalogue.safetensors", StringComparison.Ordinal)));
        var entry = (await EntryAsync(http, "own.safetensors"))!;
        Assert.Equal(("present", (long)model.Length), ((string)entry["status"]!, (long)entry["on_disk_bytes"]!));
        Assert.Equal(model, await File.ReadAllBytesAsync(Path.Join(fixture.Studio.StudioDir, "models", "loras", "own", "own.safetensors")));

        Assert.Equal(HttpStatusCode.Conflict, (await http.DeleteAsync("/api/admin/models/own.safetensors/catalog")).StatusCode);
        Assert.Equal("deleted", (string)(await JsonAsync(await http.DeleteAsync("/api/admin/models/own.safetensors")))["status"]!);
        Assert.Equal("removed", (string)(await JsonAsync(await http.DeleteAsync("/api/admin/models/own.safetensors/catalog")))["status"]!);
        Assert.Null(await EntryAsync(http, "own.safetensors"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/api/admin/models/download/own.safetensors", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync("/api/admin/models/clip_l.safetensors/catalog")).StatusCode);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"categories\": 3}")]
    [InlineData("{\"categories\": [{\"id\": \"x\"}]}")]
    public async Task Import_OfSomethingElse_IsRefused(string json)
    {
        using var http = fixture.Studio.CreateClient();
        using var form = new MultipartFormDataContent { { new StringContent(json), "file", "c.json" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/api/admin/models/import", form)).StatusCode);
    }

    [Fact]
    public async Task Status_IsAStreamOfFrames()
    {
        using var http = fixture.Studio.CreateClient();
        await using var stream = await http.GetStreamAsync("/api/admin/models/status");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var frame = JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!;
        Assert.NotNull(frame["downloads"]);
        Assert.NotNull(frame["timestamp"]);
    }

    private static async Task<JsonNode> ImportAsync(HttpClient http, string json)
    {
        using var form = new MultipartFormDataContent { { new StringContent(json), "file", "c.json" } };
        return await JsonAsync(await http.PostAsync("/api/admin/models/import", form));
    }

    private static async Task<JsonNode?> EntryAsync(HttpClient http, string file)
    {
        var whole = JsonNode.Parse(await http.GetStringAsync("/api/admin/models"))!;
        return whole["categories"]!.AsArray().SelectMany(category => category!["models"]!.AsArray())
            .FirstOrDefault(entry => (string)entry!["file"]! == file);
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response)
    {
        using (response)
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
