using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Missing;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Missing;

/// <summary>What prompts and workflow files lack, told by their own metadata, by catalogues and by hashes.</summary>
public sealed class MissingModelsTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Fact]
    public async Task Workflow_WithModelsAsTemplatesCarryThem_SaysWhereFromAndGetsThem()
    {
        var model = Model(20_000, 80);
        fixture.Elsewhere.On("/lacking.safetensors", asked => Reply.File(model, asked));
        var workflow = $$$"""
            {"nodes": [
              {"id": 1, "type": "LoraLoader", "widgets_values": ["lacking.safetensors", 1, 1],
               "properties": {"models": [{"name": "lacking.safetensors", "url": "{{{fixture.Elsewhere.Address("/lacking.safetensors")}}}", "directory": "loras",
                                          "hash": "{{{HashOf(model)}}}", "hash_type": "SHA256"}]}},
              {"id": 2, "type": "UNETLoader", "widgets_values": ["z_image_turbo_bf16.safetensors", "default"]},
              {"id": 3, "type": "Unknown", "widgets_values": ["nobody/knows.safetensors", "text about x.safetensors, no file"]}],
             "links": [], "version": 0.4}
            """;
        using var http = fixture.Studio.CreateClient();
        var missing = (await PostAsync(http, "/api/models/missing", workflow))["missing"]!.AsArray();
        Assert.Equal(
            [("lacking.safetensors", "loras", "workflow"), ("z_image_turbo_bf16.safetensors", "diffusion_models", "catalogue"),
                ("nobody/knows.safetensors", null, null)],
            missing.Select(one => ((string)one!["name"]!, (string?)one["kind"], (string?)one["said_by"])));

        var models = fixture.Studio.Get<MissingModels>();
        var found = await models.FindAsync(Anna, JsonNode.Parse(workflow), asks: false, default);
        var download = Assert.Single(models.Fetch(Anna, found.Take(1)));
        Assert.Equal(model, fixture.Fetched(await fixture.EndAsync(download)));
        Assert.DoesNotContain(await models.FindAsync(Anna, JsonNode.Parse(workflow), asks: false, default), one =>
            one.Name == "lacking.safetensors");
    }

    [Fact]
    public async Task Prompt_NamesWhatItLacksByItsInputs()
    {
        var prompt = """{"prompt": {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sub\\gone.safetensors", "other": ["2", 0]}}}}""";
        var found = Assert.Single(await fixture.Studio.Get<MissingModels>().FindAsync(Anna, JsonNode.Parse(prompt), asks: false, default));
        Assert.Equal(("sub/gone.safetensors", "checkpoints", null), (found.Name, found.Kind, found.Source));
    }

    [Fact]
    public async Task Hash_ThatOnlyCivitaiKnows_IsLookedUpThere()
    {
        var hash = HashOf([1, 2, 3]);
        fixture.Elsewhere.On($"/api/v1/model-versions/by-hash/{hash}", _ => Reply.Json($$"""
            {"id": 77, "modelId": 7, "model": {"type": "LORA"}, "files": [{"id": 1, "name": "a.safetensors", "primary": true, "hashes": {"SHA256": "{{hash.ToUpperInvariant()}}"} }]}
            """));
        var document = JsonNode.Parse($$"""{"models": [{"name": "by-hash.safetensors", "hash": "{{hash}}"}]}""");
        var found = Assert.Single(await fixture.Studio.Get<MissingModels>().FindAsync(Anna, document, asks: true, default));
        Assert.Equal(("civitai:77", "loras", "hash"), (found.Source!.Text, found.Kind, found.SaidBy));
    }

    [Theory]
    [InlineData("no json", 400)]
    [InlineData("[]", 200)]
    [InlineData("{\"models\": [{\"name\": \"../../x.safetensors\", \"url\": \"file:///etc/passwd\", \"directory\": \"loras\"}]}", 200)]
    public async Task Documents_OfAnyKind_BreakNothing(string json, int status)
    {
        using var http = fixture.Studio.CreateClient();
        using var response = await http.PostAsync("/api/models/missing", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public void Others_MayNotFetch()
    {
        var missing = new MissingModel("x.safetensors", "loras", DownloadSource.Parse("civitai:1"), null, "workflow");
        Assert.Throws<DownloadException>(() => fixture.Studio.Get<MissingModels>()
            .Fetch(StudioApplication.User("ben", Roles.Artist), [missing]));
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, string json)
    {
        using var response = await http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
