using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Sites;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Sites;

/// <summary>Looking for models, against stand-ins that answer in the shapes of the sites' public API documentation.</summary>
public sealed class SiteSearchTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    private SiteSearch Search => fixture.Studio.Get<SiteSearch>();

    [Fact]
    public async Task Civitai_TellsModelsWithVersionsAndFiles()
    {
        fixture.Elsewhere.On("/api/v1/models?limit=24&nsfw=false&query=red%20sky&types=LORA&baseModels=SDXL%201.0", _ => Reply.Json("""
            {"items": [{"id": 5, "name": "Red skies", "type": "LORA", "nsfw": false, "tags": ["sky"], "creator": {"username": "anna", "image": null},
              "stats": {"downloadCount": 1234, "thumbsUpCount": 5},
              "modelVersions": [
                {"id": 50, "name": "v2", "baseModel": "SDXL 1.0", "trainedWords": ["redsky"],
                 "files": [{"id": 500, "name": "red.safetensors", "type": "Model", "sizeKB": 1024.5, "primary": true, "hashes": {"SHA256": "AA"}},
                           {"id": 501, "name": "red-data.zip", "type": "Training Data", "sizeKB": 9}]},
                {"id": 49, "name": "v1", "baseModel": "SD 1.5", "files": [{"id": 490, "name": "red1.safetensors", "type": "Model", "sizeKB": 10}]}]},
              {"id": "not a number", "modelVersions": null}],
             "metadata": {"nextCursor": "x"}}
            """));
        var found = await Search.CivitaiAsync(Anna, new("red sky", "LORA", "SDXL 1.0"), default);
        Assert.Equal(("Red skies", "anna", (long?)1234), (found[0].Title, found[0].Author, found[0].Downloads));
        Assert.EndsWith("/models/5", found[0].Page, StringComparison.Ordinal);
        Assert.Equal(["civitai:50", "civitai:49/490"], found[0].Files!.Select(file => file.Source.Text));
        Assert.Equal(("loras", "SDXL 1.0", "v2", (long?)1_049_088),
            (found[0].Files![0].Kind, found[0].Files![0].BaseModel, found[0].Files![0].Version, found[0].Files![0].Bytes));
        Assert.Equal(["redsky"], found[0].Files![0].Words);
        Assert.Empty(found[1].Files!);
    }

    [Fact]
    public async Task HuggingFace_TellsRepositoriesAndTheirWeights()
    {
        fixture.Elsewhere.On("/api/models?search=tiny&sort=downloads&direction=-1&limit=24", _ => Reply.Json("""
            [{"_id": "1", "id": "owner/tiny", "likes": 3, "downloads": 77, "tags": ["diffusers", "license:mit"], "pipeline_tag": "text-to-image"}, {"odd": true}]
            """));
        fixture.Elsewhere.On("/api/models/owner/tiny/revision/main?blobs=true", _ => Reply.Json("""
            {"id": "owner/tiny", "sha": "abc", "siblings": [{"rfilename": "README.md", "size": 1}, {"rfilename": "unet/model.safetensors", "size": 10, "lfs": {"size": 4096}},
             {"rfilename": "../bad.safetensors"}]}
            """));
        var found = Assert.Single(await Search.HuggingFaceAsync(Anna, new("tiny"), default));
        Assert.Equal(("owner/tiny", "mit", (long?)77), (found.Id, found.Licence, found.Downloads));
        var file = Assert.Single(await Search.FilesAsync(Anna, found.Id, default));
        Assert.Equal(("hf:owner/tiny/unet/model.safetensors", (long?)4096), (file.Source.Text, file.Bytes));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"items\": 7}")]
    [InlineData("{\"items\": [1, null, {}]}")]
    public async Task Answers_OfAnotherShape_AreNothingOrAreSaid(string json)
    {
        fixture.Elsewhere.On($"/api/v1/models?limit=24&nsfw=false&query={json.Length}", _ => Reply.Json(json));
        try
        {
            Assert.All(await Search.CivitaiAsync(Anna, new($"{json.Length}"), default), model => Assert.Empty(model.Files!));
        }
        catch (DownloadException e)
        {
            Assert.Contains("CivitAI answers something", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Offline_AndOthers_AskNobody()
    {
        var refused = await Assert.ThrowsAsync<DownloadException>(() =>
            Search.CivitaiAsync(StudioApplication.User("ben", Roles.Artist), new("x"), default));
        Assert.Equal(DownloadRefusal.NotAllowed, refused.Refusal);
        await using var offline = await StudioApplication.StartAsync(options => options.Offline = true);
        Assert.Equal(DownloadRefusal.Offline, (await Assert
            .ThrowsAsync<DownloadException>(() => offline.Get<SiteSearch>().HuggingFaceAsync(Anna, new("x"), default))).Refusal);
    }
}
