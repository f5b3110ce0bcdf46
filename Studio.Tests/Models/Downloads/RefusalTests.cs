using Studio.Web.Models.Downloads;
using Studio.Web.Models.Sites;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Downloads;

/// <summary>What cannot be had, or is not what was said: told in words that help, and nothing of it is left.</summary>
public sealed class RefusalTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Fact]
    public async Task Hash_OfAnotherFile_IsNotKept()
    {
        var model = Model(50_000, 20);
        fixture.Elsewhere.On("/other-hash", asked => Reply.File(model, asked));

        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/other-hash"), HashOf(Model(50_000, 21))));

        Assert.Equal(DownloadState.Failed, download.State);
        Assert.Contains("is not the one that was asked for, twice", download.Problem, StringComparison.Ordinal);
        Assert.False(File.Exists(fixture.PathOf(download)));
        Assert.Equal(0, new FileInfo(download.Part).Length);
        Assert.Equal(2, fixture.Elsewhere.AskedFor("/other-hash").Count);
    }

    [Fact]
    public async Task Page_InPlaceOfAFile_IsRefusedAtOnce()
    {
        fixture.Elsewhere.On("/page", _ => new Reply(200) { Body = "<!DOCTYPE html><title>Sign in</title>"u8.ToArray() }
            .With("Content-Type", "application/octet-stream"));
        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/page")));
        Assert.Contains("gives a web page, not a model", download.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a model at all, though it says so", "no model file")]
    [InlineData("", "no model file")]
    public async Task Content_ThatIsNoModel_IsRefusedByItsHeader(string content, string words)
    {
        var path = $"/no-model-{content.Length}";
        fixture.Elsewhere.On(path, _ => new Reply(200) { Body = System.Text.Encoding.UTF8.GetBytes(content) }
            .With("Content-Type", "application/x-safetensors"));
        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address(path)));
        Assert.Equal(DownloadState.Failed, download.State);
        Assert.Contains(words, download.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Studio.StudioDir, download.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Length_SaidTooShort_IsFoundByTheHeader()
    {
        var model = Model(50_000, 22);
        fixture.Elsewhere.On("/short", _ => new Reply(200) { Body = model.AsMemory(0, 20_000) });
        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/short")));
        Assert.Equal(DownloadState.Failed, download.State);
        Assert.False(File.Exists(fixture.PathOf(download)));
    }

    [Fact]
    public async Task Length_SaidTooLong_EndsWithWords()
    {
        var model = Model(50_000, 23);
        fixture.Elsewhere.On("/long", asked => new Reply(200) { Body = model }.With("Content-Length", "90000"));
        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/long")));
        Assert.Contains("broke off", download.Problem, StringComparison.Ordinal);
        Assert.Contains("resume it", download.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "has no such file (404)")]
    [InlineData(410, "has no such file (410)")]
    [InlineData(403, "does not give this file to everybody (403)")]
    [InlineData(401, "does not give this file to everybody (401)")]
    [InlineData(418, "answers 418")]
    public async Task Status_ThatWaitingDoesNotMend_IsSaidAtOnce(int status, string words)
    {
        fixture.Elsewhere.On($"/status-{status}", _ => new Reply(status));
        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address($"/status-{status}")));
        Assert.Equal(DownloadState.Failed, download.State);
        Assert.Contains(words, download.Problem, StringComparison.Ordinal);
        Assert.Single(fixture.Elsewhere.AskedFor($"/status-{status}"));
    }

    [Theory]
    [InlineData("http://127.0.0.2:{port}/inside")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]:{port}/inside")]
    [InlineData("file:///etc/passwd")]
    public async Task Redirect_ToAnAddressInside_IsRefusedWithoutACall(string target)
    {
        var path = $"/inside-{target.Length}";
        fixture.Elsewhere.On(path, _ => Reply.Redirect(target.Replace("{port}", $"{fixture.Elsewhere.Port}", StringComparison.Ordinal)));
        fixture.Elsewhere.On("/inside", asked => Reply.File(Model(10, 1), asked));
        var download = await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address(path)));
        Assert.Equal(DownloadState.Failed, download.State);
        Assert.Empty(fixture.Elsewhere.AskedFor("/inside"));
    }

    [Fact]
    public async Task Token_GoesToItsOwnHost_AndNeverOnToAnother()
    {
        var model = Model(40_000, 24);
        Repository("secret/one", "m.safetensors", model, "c0ffee");
        fixture.Elsewhere.On("/secret/one/resolve/c0ffee/m.safetensors",
            _ => Reply.Redirect(fixture.Elsewhere.Address("/elsewhere/m", "localhost")));
        fixture.Elsewhere.On("/elsewhere/m", asked => Reply.File(model, asked));

        var (download, _) = fixture.Queue.Add(Anna,
            new(DownloadSource.Parse("hf:secret/one/m.safetensors"), "loras", "secret-one.safetensors"));
        var done = await fixture.EndAsync(download);

        Assert.Equal(model, fixture.Fetched(done));
        var asked = Assert.Single(fixture.Elsewhere.AskedFor("/secret/one/resolve/c0ffee/m.safetensors"));
        Assert.Equal("Bearer hf_server_token", asked.Headers["Authorization"]);
        Assert.False(Assert.Single(fixture.Elsewhere.AskedFor("/elsewhere/m")).HasToken);
    }

    [Fact]
    public async Task Gated_SaysWhatToDo_AndGoesOnWithAToken()
    {
        var model = Model(40_000, 25);
        Repository("gated/two", "g.safetensors", model, "abc", asked => asked.Headers["Authorization"] == "Bearer hf_own_token");
        fixture.Elsewhere.On("/gated/two/resolve/abc/g.safetensors", asked => Reply.File(model, asked));
        var (download, _) = fixture.Queue.Add(Anna,
            new(DownloadSource.Parse("hf:gated/two/g.safetensors"), "loras", "gated-two.safetensors"));
        var refused = await fixture.EndAsync(download);
        Assert.Equal(DownloadState.Failed, refused.State);
        Assert.Contains("gated/two is gated", refused.Problem, StringComparison.Ordinal);
        Assert.Contains("/gated/two", refused.Problem, StringComparison.Ordinal);

        fixture.Studio.Get<SiteTokens>().Keep(Anna, "huggingface", " hf_own_token ");
        try
        {
            fixture.Queue.Resume(Anna, download.Id);
            Assert.Equal(model, fixture.Fetched(await fixture.UntilAsync(download.Id, now => now.State == DownloadState.Done)));
        }
        finally
        {
            fixture.Studio.Get<SiteTokens>().Keep(Anna, "huggingface", null);
        }
    }

    private void Repository(string name, string file, byte[] bytes, string commit, Func<Asked, bool>? opens = null) =>
        fixture.Elsewhere.On($"/api/models/{name}/revision/main?blobs=true", asked => opens?.Invoke(asked) == false
            ? new Reply(403)
            : Reply.Json($$"""
                {"id": "{{name}}", "sha": "{{commit}}", "gated": false, "cardData": {"license": "apache-2.0"}, "siblings": [
                  {"rfilename": "README.md", "size": 12, "blobId": "1"},
                  {"rfilename": "{{file}}", "size": {{bytes.Length}}, "blobId": "2", "lfs": {"sha256": "{{HashOf(bytes)}}", "size": {{bytes.Length}}, "pointerSize": 134} } ]}
                """));
}
