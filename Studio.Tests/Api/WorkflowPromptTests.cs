using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Workflows.Flow;

namespace Studio.Tests.Api;

/// <summary>Workflow files of ComfyUI's editor, posted as they are.</summary>
public sealed class WorkflowPromptTests(WorkflowPromptTests.Server server) : IClassFixture<WorkflowPromptTests.Server>
{
    private static readonly string Workflow = File(
        $$"""
        {{Node(4, "SaveImage", "[\"flow\"]", Inputs(Input("images", "IMAGE", 2)))}}, {{Node(1, "EmptyImage", "[8, 16, 1, 255]", Outputs("IMAGE") + ", \"title\": \"Ground\"")}},
        {{Node(2, "Reroute", more: Inputs(Input("", "*", 1)) + Outputs("*"))}}, {{Node(3, "Note", "[\"words\"]")}}
        """,
        """[1, 1, 0, 2, 0, "*"], [2, 2, 0, 4, 0, "IMAGE"]""", ", \"id\": \"the-workflow\"");

    private readonly HttpClient _http = server.Studio.CreateClient();

    [Theory]
    [InlineData("/prompt", false)]
    [InlineData("/api/prompt", false)]
    [InlineData("/prompt", true)]
    public async Task Post_AFile_RunsAndIsInThePictureWithItsPrompt(string route, bool asItIs)
    {
        var (status, answer) = await PostAsync(route, asItIs ? Workflow : $$"""{"prompt": {{Workflow}}, "client_id": "me"}""");
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        var id = (string)answer["prompt_id"]!;
        JsonNode? history;
        for (var patience = 0; (history = JsonNode.Parse(await _http.GetStringAsync($"/history/{id}"))![id]) is null; patience++)
        {
            Assert.True(patience < 600, "The job did not end within a minute.");
            await Task.Delay(100);
        }

        Assert.Equal("1 EmptyImage width=8 height=16 batch_size=1 color=255\n4 SaveImage filename_prefix=flow images=[1,0]",
            Told(history["prompt"]![2]!.AsObject()));
        var shown = (string)history["outputs"]!["4"]!["images"]![0]!["filename"]!;
        var texts = ImageCodec.ReadText(await _http.GetByteArrayAsync($"/view?filename={Uri.EscapeDataString(shown)}"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Workflow), JsonNode.Parse(texts["workflow"])));
        Assert.Equal("Ground", (string?)JsonNode.Parse(texts["prompt"])!["1"]!["_meta"]!["title"]);
        Assert.Equal("the-workflow", (string?)JsonNode.Parse(await _http.GetStringAsync($"/api/jobs/{id}"))!["workflow_id"]);
    }

    [Fact]
    public async Task Post_AFileWithAWorkflowBeside_KeepsThatOne()
    {
        var (_, answer) = await PostAsync("/prompt", $$"""{"prompt": {{Workflow}}, "extra_data": {"extra_pnginfo": {"workflow": {"id": "mine"}, "other": 1} } }""");
        var job = JsonNode.Parse(await _http.GetStringAsync($"/api/jobs/{answer["prompt_id"]}"))!;
        Assert.Equal("""{"workflow":{"id":"mine"},"other":1}""", job["workflow"]!["extra_data"]!["extra_pnginfo"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_AFileThatCannotBeConverted_IsToldWhereAndWhy()
    {
        var (status, answer) = await PostAsync("/prompt", $$"""{"prompt": {{Workflow.Replace("[1, 1, 0, 2, 0", "[7, 1, 0, 2, 0", StringComparison.Ordinal)}} }""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_workflow"), (status, (string?)answer["error"]!["type"]));
        Assert.Equal("Node 2 'Reroute': its input '' names link 1, which is not in the file. Draw the link anew.", (string?)answer["error"]!["details"]);
        var extra = answer["error"]!["extra_info"]!;
        Assert.Equal(("2", "Reroute"), ((string?)extra["node_id"], (string?)extra["node_title"]));
    }

    [Fact]
    public async Task Post_AFileWithMistakesInIt_GetsTheErrorsOfItsNodes()
    {
        var (_, answer) = await PostAsync("/prompt", $$"""{"prompt": {{Workflow.Replace("[8, 16, 1, 255]", "[0, 16, 1, 255]", StringComparison.Ordinal)}} }""");
        Assert.Equal("value_smaller_than_min", (string?)answer["node_errors"]!["1"]!["errors"]![0]!["type"]);
        (_, answer) = await PostAsync("/prompt", $$"""{"prompt": {{Workflow.Replace("\"EmptyImage\"", "\"OfAPack\"", StringComparison.Ordinal)}} }""");
        Assert.Equal(("missing_node_type", "Node 'Ground' not found. The custom node may not be installed."),
            ((string?)answer["error"]!["type"], (string?)answer["error"]!["message"]));
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string route, string body)
    {
        using var response = await _http.PostAsync(route, new StringContent(body));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public sealed class Server : SharedStudio
    {
        protected override Task<StudioApplication> StartAsync() => StudioApplication.StartAsync();
    }
}
