using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Hosting;
using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Data;
using Studio.Web.Jobs;
using Studio.Web.Jobs.Held;
using Studio.Web.Models.Downloads;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Jobs;

/// <summary>Prompts that wait for models, with the true engine and a model that comes from elsewhere.</summary>
public sealed class HeldPromptTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    [Fact]
    public async Task Prompt_LackingItsCheckpoint_RunsWhenItHasCome()
    {
        var bytes = await File.ReadAllBytesAsync(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"));
        fixture.Elsewhere.On("/held.safetensors", asked => Reply.File(bytes, asked));
        var prompt = JsonNode.Parse(await File.ReadAllTextAsync(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/workflows/text-to-image.json")))!;
        prompt["4"]!["inputs"]!["ckpt_name"] = "held.safetensors";
        prompt["3"]!["inputs"]!["steps"] = 1;
        prompt["5"]!["inputs"]!["width"] = 64;
        prompt["5"]!["inputs"]!["height"] = 64;
        using var http = fixture.Studio.CreateClient();
        var body = new JsonObject
        {
            ["prompt"] = prompt,
            ["extra_data"] = JsonNode.Parse(
                $$"""{"models": [{"name": "held.safetensors", "directory": "checkpoints", "url": "{{fixture.Elsewhere.Address("/held.safetensors")}}"}]}"""),
        };

        using var answer = await http.PostAsJsonAsync("/api/queue/held", body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var held = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("waiting for models", 0), ((string)held["status"]!, held["unknown"]!.AsArray().Count));
        var id = (string)held["prompt_id"]!;

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var jobs = fixture.Studio.Get<JobQueue>();
        while (jobs.Find(CurrentUser.Administrator, id) is not { State: JobState.Done })
            await Task.Delay(20, patience.Token);
        Assert.DoesNotContain(id, await http.GetStringAsync("/api/queue/held"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompt_WhoseModelNobodyKnows_WaitsAndCanBeGivenUp()
    {
        using var http = fixture.Studio.CreateClient();
        using var answer = await http.PostAsJsonAsync("/api/queue/held",
            new { prompt = new Dictionary<string, object> { ["1"] =
                new { class_type = "CheckpointLoaderSimple", inputs = new { ckpt_name = "nobody.safetensors" } } } });
        var held = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("nobody.safetensors", (string)held["unknown"]![0]!["name"]!);
        Assert.Contains((string)held["prompt_id"]!, await http.GetStringAsync("/api/queue/held"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.DeleteAsync($"/api/queue/held/{held["prompt_id"]}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync($"/api/queue/held/{held["prompt_id"]}")).StatusCode);
    }

    [Fact]
    public async Task Keys_AndOthers_LeaveNothingBehind()
    {
        var prompts = fixture.Studio.Get<HeldPrompts>();
        var body = new JsonObject { ["prompt"] = new JsonObject { ["1"] = new JsonObject { ["ckpt_name"] = "x.safetensors" } } };
        var key = Anna with { KeyId = "12345678" };
        Assert.Equal(JobRefusal.NotAllowed, (await Assert
            .ThrowsAsync<JobRefusedException>(() => prompts.HoldAsync(key, body, default))).Refusal);
        var viewer = StudioApplication.User("vera", Roles.Viewer);
        Assert.Equal(JobRefusal.NotAllowed, (await Assert
            .ThrowsAsync<JobRefusedException>(() => prompts.HoldAsync(viewer, body, default))).Refusal);
        await Assert.ThrowsAsync<DownloadException>(() => prompts.HoldAsync(Anna, [], default));

        var (mine, _) = await prompts.HoldAsync(Anna, body, default);
        var ben = StudioApplication.User("ben");
        Assert.DoesNotContain(prompts.List(ben), held => held.Id == mine.Id);
        Assert.False(prompts.Remove(ben, mine.Id));
        Assert.True(prompts.Remove(Anna, mine.Id));
    }

    /// <summary>Whatever goes wrong with those that wait, the server and its downloads go on.</summary>
    [Fact]
    public async Task Row_ThatCannotBeRead_StopsNothing()
    {
        using var connection = fixture.Studio.Get<StudioDb>().Open();
        connection.Execute("INSERT INTO held_prompts (id, owner, body, created_at) VALUES ('broken', 'anna', '5', 0)");
        try
        {
            var model = Model(9_000, 90);
            fixture.Elsewhere.On("/beside.safetensors", asked => Reply.File(model, asked));
            for (var time = 0; time < 2; time++)
                await fixture.EndAsync(fixture.Add(fixture.Elsewhere.Address("/beside.safetensors")));
            await Task.Delay(200);
            Assert.False(fixture.Studio.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        }
        finally
        {
            connection.Execute("DELETE FROM held_prompts WHERE id = 'broken'");
        }
    }
}
