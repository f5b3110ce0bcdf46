using System.Net;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>Folders with entries that nothing can be done with: every list shows the rest, and nothing waits for a pipe.</summary>
public sealed class BadEntryListTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly (string Folder, string Extension)[] Folders =
    [
        ("models/loras", ".safetensors"), ("models/checkpoints", ".safetensors"), ("models/embeddings", ".safetensors"),
        ("models/diffusers", ""), ("input", ".png"), ("input", ".latent"),
        ("output", ".png"), ("temp", ".png"), ("user/default", ".json"), ("user/default/workflows", ".json"),
    ];

    private readonly HttpClient _http = shared.Studio.CreateClient();

    [Fact]
    public async Task Lists_WithBadEntries_ShowTheRest()
    {
        var bad = Folders.Select(entry => new BadEntries(Path.Join(shared.Studio.StudioDir, entry.Folder), entry.Extension)).ToList();
        try
        {
            foreach (var (folder, extension) in Folders)
                await File.WriteAllTextAsync(Path.Join(shared.Studio.StudioDir, folder, $"good{extension}"), "x");
            new SafetensorsWriter().Metadata("a", "b").Add("x", "F32", [1], 1)
                .Save(Path.Join(shared.Studio.StudioDir, "models/loras/good.safetensors"));

            await ListsAsync("/models/loras", """["good.safetensors"]""");
            await ListsAsync("/models/checkpoints", """["good.safetensors"]""");
            await ListsAsync("/models/diffusers", "[]");
            await ListsAsync("/embeddings", """["good"]""");
            await ListsAsync("/view_metadata/loras?filename=good.safetensors", """{"a":"b"}""");
            await ListsAsync("/internal/files/input", null, "good.png [input]", "good.latent [input]");
            await ListsAsync("/internal/files/output", """["good.png [output]"]""");
            await ListsAsync("/internal/files/temp", """["good.png [temp]"]""");
            await ListsAsync("/userdata?dir=.", """["good.json"]""");
            await ListsAsync("/userdata?dir=workflows/&recurse=true&full_info=true", null, "good.json");
            await ListsAsync("/v2/userdata?path=workflows", null, "workflows/good.json");
            await ListsAsync("/experiment/models/loras", null, "good.safetensors");
            await ListsAsync("/object_info", null, "good.safetensors");
            await ListsAsync("/object_info/LoraLoader", null, "good.safetensors");
            await ListsAsync("/object_info/LoadImage", null, "good.png");
            await ListsAsync("/object_info/LoadLatent", null, "good.latent");
            await ListsAsync("/api/models/files", null, "good.safetensors");
            await ListsAsync("/api/gallery", null);
            await ListsAsync("/extensions", null);
        }
        finally
        {
            bad.ForEach(entries => entries.Dispose());
        }
    }

    [Theory]
    [InlineData("/view?filename=pipe.png&type=input")]
    [InlineData("/view?filename=pipelink.png&type=input")]
    [InlineData("/view?filename=device.png&type=input")]
    [InlineData("/view?filename=self.png&type=input")]
    [InlineData("/view?filename=pipe.png&type=input&preview=webp")]
    [InlineData("/userdata/pipe.png")]
    [InlineData("/experiment/models/preview/loras/0/x.safetensors")]
    public async Task Opening_APipeOrADevice_IsNotFoundAtOnce(string address)
    {
        using var input = new BadEntries(Path.Join(shared.Studio.StudioDir, "input"), ".png");
        using var user = new BadEntries(Path.Join(shared.Studio.StudioDir, "user/default"), ".png");
        using var loras = new BadEntries(Path.Join(shared.Studio.StudioDir, "models/loras"), ".png");
        await File.WriteAllTextAsync(Path.Join(shared.Studio.StudioDir, "models/loras/x.safetensors"), "x");
        var preview = Path.Join(shared.Studio.StudioDir, "models/loras/x.png");
        File.Delete(preview);
        File.CreateSymbolicLink(preview, "pipe.png");

        using var response = await _http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task ListsAsync(string address, string? exactly, params string[] parts)
    {
        using var response = await _http.GetAsync(address);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{address}: {(int)response.StatusCode} {text}");
        if (exactly is not null)
            Assert.Equal(exactly, text);
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
        foreach (var unwanted in new[] { "\"pipe.", "\"caf", "\"dangling", "\"self.", "\"device.", "\"ping." })
            Assert.DoesNotContain(unwanted, text, StringComparison.Ordinal);
    }
}
