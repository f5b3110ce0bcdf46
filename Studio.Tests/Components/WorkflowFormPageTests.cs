using System.Text.Json.Nodes;
using Bunit;
using Studio.Engine.Workflows.Forms;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Workflows;

namespace Studio.Tests.Components;

/// <summary>A workflow as a form, from what is typed to a job in the line.</summary>
public sealed class WorkflowFormPageTests : WorkflowContext
{
    [Fact]
    public async Task Run_WithTypedValues_QueuesAJobOfTheWorkflow()
    {
        var made = Add("Mine");
        var page = Open<WorkflowFormPage>(made.Id);
        await page.Find("#in-text_6").ChangeAsync("a green field");
        await page.Find("#in-seed_3").ChangeAsync("5");
        await page.Find("#in-steps_3").ChangeAsync("7");
        await page.Find("form").SubmitAsync();
        var job = Queue.List(CurrentUser.Local).Waiting.Single();
        Assert.Equal(made.Id, job.WorkflowId);
        var prompt = (JsonObject)JsonNode.Parse(job.Prompt)!;
        Assert.Equal(("a green field", 5, 7), ((string)prompt["6"]!["inputs"]!["text"]!, (int)prompt["3"]!["inputs"]!["seed"]!,
            (int)prompt["3"]!["inputs"]!["steps"]!));
        page.WaitForAssertion(() => Assert.Contains("1 job of this workflow waits", page.Find(".workflow-results").TextContent,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithWrongValues_SaysSoAtTheFieldAndQueuesNothing()
    {
        var page = Open<WorkflowFormPage>(Add("Mine").Id);
        await page.Find("#in-width_5").ChangeAsync("0");
        await page.Find("form").SubmitAsync();
        Assert.StartsWith("Width is a whole number from 16", page.Find("#in-width_5-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(Queue.List(CurrentUser.Local).Waiting);
        await page.Find("#in-width_5").ChangeAsync("64");
        Assert.Empty(page.FindAll("#in-width_5-error"));
    }

    [Fact]
    public async Task ShowWhen_OfAManifest_ShowsAndHidesItsField()
    {
        var form = JsonNode.Parse("""
            [{"id": "own", "name": "Own size", "type": "boolean", "default": false},
             {"id": "size", "name": "Size", "type": "resolution_picker", "default": {"width": 128, "height": 64}, "node_id": "5", "show_when": "own"}]
            """)!.AsArray();
        var made = Library.Add(CurrentUser.Local, "Sized", new(null, Sample("text-to-image"), form));
        var page = Open<WorkflowFormPage>(made.Id);
        Assert.Empty(page.FindAll("#in-size"));
        await page.Find("#in-own").ChangeAsync(true);
        await page.Find("#in-size").ChangeAsync("96");
        await page.Find("form").SubmitAsync();
        var prompt = (JsonObject)JsonNode.Parse(Queue.List(CurrentUser.Local).Waiting.Single().Prompt)!;
        Assert.Equal((96, 64), ((int)prompt["5"]!["inputs"]!["width"]!, (int)prompt["5"]!["inputs"]!["height"]!));
    }

    [Fact]
    public void Missing_NodesAndModels_AreToldBeforeTheRun()
    {
        var graph = Sample("text-to-image");
        graph["4"]!["inputs"]!["ckpt_name"] = "gone.safetensors";
        graph["77"] = JsonNode.Parse("""{"class_type": "KSamplr", "inputs": {}}""");
        var notice = Open<WorkflowFormPage>(Add("Broken", graph).Id).Find(".readiness").TextContent;
        Assert.Contains("KSamplr", notice, StringComparison.Ordinal);
        Assert.Contains("KSampler", notice, StringComparison.Ordinal);
        Assert.Contains("gone.safetensors", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChooseInputs_ChangesTheForm_AndFindThemAgainTakesItBack()
    {
        var made = Add("Mine");
        var page = Open<WorkflowFormPage>(made.Id);
        await page.FindAll("button").Single(button => button.TextContent.Contains("Choose inputs", StringComparison.Ordinal)).ClickAsync();
        foreach (var i in Enumerable.Range(1, Dialogs.FindAll(".chooser > li").Count - 1))
            await Dialogs.FindAll(".chooser > li")[i].QuerySelector("input[type=checkbox]")!.ChangeAsync(false);
        await Dialogs.Find("#choose-0").ChangeAsync("What it shows");
        await Dialogs.Find("form").SubmitAsync();
        Assert.Equal(["What it shows"], page.FindAll(".workflow-form .field > label > span:first-child")
            .Select(label => label.TextContent));
        Assert.Equal(FormOrigin.Chosen, Studio.Get<Web.Workflows.WorkflowRuns>().Open(CurrentUser.Local, made.Id).Form.Origin);
        await page.FindAll("button").Single(button => button.TextContent.Contains("Choose inputs", StringComparison.Ordinal)).ClickAsync();
        await Dialogs.FindAll("button").Single(button => button.TextContent == "Find them again").ClickAsync();
        Assert.True(page.FindAll(".workflow-form .field").Count > 5);
    }

    [Fact]
    public void Unknown_SaysSo() =>
        Assert.Equal("There is no such workflow", Open<WorkflowFormPage>("nothing").Find("h1").TextContent);
}
