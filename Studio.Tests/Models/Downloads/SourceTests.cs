using Studio.Web.Models.Downloads;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Downloads;

/// <summary>What people write or copy for a file, and what the two sites say of it.</summary>
public sealed class SourceTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Theory]
    [InlineData("hf:owner/repo/file.safetensors", "hf:owner/repo/file.safetensors")]
    [InlineData("HF:owner/repo/a/b.gguf@v1.0", "hf:owner/repo/a/b.gguf@v1.0")]
    [InlineData("https://huggingface.co/owner/repo/resolve/main/a/b.safetensors?download=true", "hf:owner/repo/a/b.safetensors")]
    [InlineData("https://huggingface.co/owner/repo/blob/fp16/x%20y.safetensors", "hf:owner/repo/x y.safetensors@fp16")]
    [InlineData("civitai:123", "civitai:123")]
    [InlineData("civitai:123/45", "civitai:123/45")]
    [InlineData("https://civitai.com/api/download/models/123?type=Model&token=secret", "civitai:123")]
    [InlineData("https://civitai.com/models/4384/dreamshaper?modelVersionId=128713", "civitai:128713")]
    [InlineData("https://example.org/a.safetensors#top", "https://example.org/a.safetensors")]
    public void Parse_WhatPeopleCopy_IsOneSpelling(string text, string expected)
    {
        var source = DownloadSource.Parse(text);
        Assert.Equal(expected, source.Text);
        Assert.Equal(source, DownloadSource.Parse(source.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("owner/repo/file")]
    [InlineData("hf:owner/repo")]
    [InlineData("hf:owner/../../etc/passwd")]
    [InlineData("hf:../owner/file")]
    [InlineData("hf:owner/repo/../x")]
    [InlineData("hf:owner/repo/x@../../y z")]
    [InlineData("civitai:abc")]
    [InlineData("civitai:-1")]
    [InlineData("civitai:99999999999999999999")]
    [InlineData("https://civitai.com/models/4384/dreamshaper")]
    [InlineData("ftp://example.org/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:secret@example.org/x")]
    public void Parse_Others_AreRefusedInWords(string text)
    {
        var refused = Assert.Throws<DownloadException>(() => DownloadSource.Parse(text));
        Assert.Equal(DownloadRefusal.BadRequest, refused.Refusal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shown_HasNoQuery()
    {
        var source = DownloadSource.Parse("https://example.org/a.safetensors?token=secret");
        Assert.Equal("https://example.org/a.safetensors", $"{source}");
        Assert.Equal("https://example.org/a.safetensors?token=secret", source.Text);
    }

    [Fact]
    public async Task Civitai_TellsNameKindWordsAndHash()
    {
        var model = Model(30_000, 30);
        fixture.Elsewhere.On("/api/v1/model-versions/123", _ => Reply.Json($$"""
            {"id": 123, "modelId": 7, "name": "v1", "baseModel": "SDXL 1.0", "trainedWords": ["red sunset", "style"],
             "model": {"name": "Sunsets", "type": "LORA", "nsfw": false},
             "files": [
               {"id": 9, "name": "training.zip", "type": "Training Data", "sizeKB": 1, "primary": false, "downloadUrl": "{{fixture.Elsewhere.Address("/nothing", "localhost")}}"},
               {"id": 10, "name": "sun/sets.safetensors", "type": "Model", "sizeKB": {{(model.Length / 1024.0).ToString(System.Globalization.CultureInfo.InvariantCulture)}}, "primary": true,
                "hashes": {"SHA256": "{{HashOf(model).ToUpperInvariant()}}", "AutoV2": "AA"},
                "downloadUrl": "https://evil.example/steal"}]}
            """));
        fixture.Elsewhere.On("/api/download/models/123", asked => Reply.File(model, asked));

        var (download, isNew) = fixture.Queue.Add(Anna, new(DownloadSource.Parse("civitai:123")));
        var done = await fixture.EndAsync(download);

        Assert.True(isNew);
        Assert.Equal(model, fixture.Fetched(done));
        Assert.Equal(("loras", "sun_sets.safetensors", HashOf(model)), (done.Kind, done.Name, done.Hash));
        Assert.Equal("Bearer civitai_server_token", fixture.Elsewhere.AskedFor("/api/download/models/123")[0].Headers["Authorization"]);
        var origin = fixture.Studio.Get<OriginStore>().Find(fixture.PathOf(done))!;
        Assert.Equal(("civitai:123", "SDXL 1.0", HashOf(model), "anna"), (origin.Source, origin.BaseModel, origin.Hash, origin.FetchedBy));
        Assert.Equal(["red sunset", "style"], origin.Words);
        Assert.EndsWith("/models/7?modelVersionId=123", origin.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kind_ThatNobodySays_IsToldByContent()
    {
        var bytes = File.ReadAllBytes(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"));
        fixture.Elsewhere.On("/some/model.safetensors", asked => Reply.File(bytes, asked));
        var (download, _) = fixture.Queue.Add(Anna, new(DownloadSource.Parse(fixture.Elsewhere.Address("/some/model.safetensors"))));
        var done = await fixture.EndAsync(download);
        Assert.Equal(("checkpoints", "model.safetensors"), (done.Kind, done.Name));
        Assert.Equal(bytes, fixture.Fetched(done));

        var asked = fixture.Elsewhere.AskedFor("/some/model.safetensors").Count;
        var again = fixture.Queue.Add(Anna, new(DownloadSource.Parse(fixture.Elsewhere.Address("/some/model.safetensors")))).Download;
        Assert.Equal("It was there already.", (await fixture.EndAsync(again)).Note);
        Assert.Equal(asked, fixture.Elsewhere.AskedFor("/some/model.safetensors").Count);
    }

    [Fact]
    public async Task Kind_ThatNobodyCanTell_IsAskedFor()
    {
        var model = Model(10_000, 31);
        fixture.Elsewhere.On("/riddle.safetensors", asked => Reply.File(model, asked));
        var (download, _) = fixture.Queue.Add(Anna, new(DownloadSource.Parse(fixture.Elsewhere.Address("/riddle.safetensors"))));
        var failed = await fixture.EndAsync(download);
        Assert.Contains("nobody can tell which kind", failed.Problem, StringComparison.Ordinal);

        fixture.Queue.Resume(Anna, download.Id, "embeddings");
        var done = await fixture.UntilAsync(download.Id, now => now.State == DownloadState.Done);

        Assert.Equal("embeddings", done.Kind);
        Assert.Equal(model, fixture.Fetched(done));
        Assert.Single(fixture.Elsewhere.AskedFor("/riddle.safetensors")); // all of it was there
    }

    [Fact]
    public async Task Name_ThatIsTakenMeanwhile_GetsANumber()
    {
        var model = Model(10_000, 32);
        fixture.Elsewhere.On("/twin.safetensors", asked => Reply.File(model, asked, pause: TimeSpan.FromMilliseconds(100), piece: 6000));
        var download = fixture.Add(fixture.Elsewhere.Address("/twin.safetensors"), name: "sub/twin.safetensors");
        var taken = fixture.PathOf(download);
        Directory.CreateDirectory(Path.GetDirectoryName(taken)!);
        await File.WriteAllTextAsync(taken, "mine");
        var done = await fixture.EndAsync(download);
        Assert.Equal("sub/twin (2).safetensors", done.Name);
        Assert.Equal("mine", await File.ReadAllTextAsync(taken));
        Assert.Equal(model, fixture.Fetched(done));
        Assert.Contains("was taken", done.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_ForOneFile_ShareIt()
    {
        var model = Model(600_000, 33);
        fixture.Elsewhere.On("/shared", asked => Reply.File(model, asked, pause: TimeSpan.FromMilliseconds(20), piece: 50_000));
        var request = new DownloadRequest(DownloadSource.Parse(fixture.Elsewhere.Address("/shared")), "loras", "shared.safetensors");
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => fixture.Queue.Add(Anna, request))));
        Assert.Single(all, one => one.IsNew);
        Assert.Single(all.Select(one => one.Download.Id).Distinct());
        Assert.Equal(model, fixture.Fetched(await fixture.EndAsync(all[0].Download)));
        Assert.Single(fixture.Elsewhere.AskedFor("/shared"));
    }
}
