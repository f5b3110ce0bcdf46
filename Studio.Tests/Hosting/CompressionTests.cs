using System.IO.Compression;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Hosting;

/// <summary>--enable-compress-response-body: what is compressed, and above all what is not.</summary>
public sealed class CompressionTests(CompressionTests.Server server) : IClassFixture<CompressionTests.Server>
{
    private readonly StudioApplication _studio = server.Studio;

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Json_ForWhoAsks_IsCompressed(string encoding)
    {
        using var http = _studio.CreateClient();
        using var response = await http.SendAsync(HttpMethod.Get, "/object_info", $"Accept-Encoding: {encoding}");

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using Stream plain = encoding == "br"
            ? new BrotliStream(body, CompressionMode.Decompress)
            : new GZipStream(body, CompressionMode.Decompress);
        Assert.NotNull((await JsonNode.ParseAsync(plain))!["SaveImage"]);
    }

    [Theory]
    [InlineData("/queue")]
    [InlineData("/api/jobs")]
    [InlineData("/history")]
    public async Task StreamedLists_AreCompressedToo(string path)
    {
        using var http = _studio.CreateClient();
        using var response = await http.SendAsync(HttpMethod.Get, path, "Accept-Encoding: gzip");

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var plain = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.NotNull(await JsonNode.ParseAsync(plain));
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/")]
    [InlineData("/api/admin/audit")]
    [InlineData("/api/auth/login")]
    public async Task WhatHoldsASecret_IsNeverCompressed(string path)
    {
        using var http = _studio.CreateClient(path == "/login" ? null : StudioApplication.Key);
        using var response = await http.SendAsync(path == "/api/auth/login" ? HttpMethod.Post : HttpMethod.Get, path,
            "Accept-Encoding: gzip, br", "Accept: text/html, application/json");

        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task WhoDoesNotAsk_OrAServerWithoutTheFlag_GetsItPlain()
    {
        using var http = _studio.CreateClient();
        Assert.Empty((await http.GetAsync("/object_info")).Content.Headers.ContentEncoding);

        await using var plain = await StudioApplication.StartAsync();
        using var other = plain.CreateClient();
        Assert.Empty((await other.SendAsync(HttpMethod.Get, "/object_info", "Accept-Encoding: gzip")).Content.Headers.ContentEncoding);
    }

    public sealed class Server : SharedStudio
    {
        protected override Task<StudioApplication> StartAsync() =>
            StudioApplication.StartAsync(options => options.EnableCompressResponseBody = true);
    }
}
