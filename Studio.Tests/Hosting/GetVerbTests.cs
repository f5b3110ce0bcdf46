using Studio.Tests.Models.Downloads;
using Studio.Web.Hosting;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Hosting;

/// <summary>The command that lets a running server fetch a model.</summary>
public sealed class GetVerbTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task Get_OfAFile_TellsWhenItIsThere()
    {
        var model = Model(50_000, 50);
        fixture.Elsewhere.On("/got.safetensors", asked => Reply.File(model, asked));
        Assert.Equal(0, await RunAsync(fixture.Elsewhere.Address("/got.safetensors"), "loras"));
        Assert.Contains($"loras/got.safetensors is there ({model.Length} bytes, SHA-256 {HashOf(model)}).", $"{_output}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/missing.safetensors", "loras", 1, "has no such file")]
    [InlineData("/x.safetensors", "nothing", 2, "no kind of model called 'nothing'")]
    public async Task Get_OfWhatCannotBeHad_SaysWhy(string path, string kind, int code, string words)
    {
        Assert.Equal(code, await RunAsync(fixture.Elsewhere.Address(path), kind));
        Assert.Contains(words, $"{_errors}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithoutAServer_SaysSo()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };
        Assert.Equal(1, await new GetVerb(nobody, TimeProvider.System, _output, _errors).RunAsync("civitai:1", null, null));
        Assert.Contains("No server answers", $"{_errors}", StringComparison.Ordinal);
    }

    private async Task<int> RunAsync(string source, string kind)
    {
        using var http = fixture.Studio.CreateClient();
        return await new GetVerb(http, TimeProvider.System, _output, _errors).RunAsync(source, kind, null);
    }
}
