using System.Text.Json;
using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Workflows;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Workflows;

namespace Studio.Tests.Components;

/// <summary>The editor without a canvas: what is told by one, kept, taken back, saved and run.</summary>
public sealed class GraphEditorPageTests : WorkflowContext
{
    [Fact]
    public async Task Widget_Changed_IsADraftUntilSaved_AndAVersionThen()
    {
        var made = Add("Mine");
        var page = Open<GraphEditorPage>(made.Id);
        await page.InvokeAsync(() => page.Instance.WidgetChanged("3", "steps", Number(33)));
        Assert.Contains("kept as a draft", page.Find(".graph-head").TextContent, StringComparison.Ordinal);
        Assert.Equal(33, Steps(Library.Draft(CurrentUser.Local, made.Id)!));
        Assert.Equal(1, Library.Find(CurrentUser.Local, made.Id)!.Version);

        // opened again, the draft is there
        var again = Open<GraphEditorPage>(made.Id);
        await ClickAsync(again, "Save");
        Assert.Null(Library.Draft(CurrentUser.Local, made.Id));
        Assert.Equal(2, Library.Find(CurrentUser.Local, made.Id)!.Version);
        Assert.Equal(33, Steps(Library.Content(CurrentUser.Local, made.Id).Ui!));
    }

    [Fact]
    public async Task UndoAndRedo_GoBackAndForth()
    {
        var made = Add("Mine");
        var page = Open<GraphEditorPage>(made.Id);
        Assert.True(page.Find("[aria-label=Undo]").HasAttribute("disabled"));
        foreach (var steps in new[] { 30, 31 })
            await page.InvokeAsync(() => page.Instance.WidgetChanged("3", "steps", Number(steps)));
        await page.Find("[aria-label=Undo]").ClickAsync();
        Assert.Equal(30, Steps(Library.Draft(CurrentUser.Local, made.Id)!));
        await page.InvokeAsync(() => page.Instance.Key("undo"));
        Assert.Null(Library.Draft(CurrentUser.Local, made.Id)); // as it was saved
        await page.Find("[aria-label=Redo]").ClickAsync();
        Assert.Equal(30, Steps(Library.Draft(CurrentUser.Local, made.Id)!));
    }

    [Fact]
    public async Task Run_OfTheGraph_QueuesItAsItIsNow_AndTellsWhatIsWrong()
    {
        var page = Open<GraphEditorPage>(Add("Mine").Id);
        await page.InvokeAsync(() => page.Instance.WidgetChanged("3", "steps", Number(12)));
        await ClickAsync(page, "Run");
        var job = Queue.List(CurrentUser.Local).Waiting.Single();
        Assert.Equal(12, (int)JsonNode.Parse(job.Prompt)!["3"]!["inputs"]!["steps"]!);
        await page.InvokeAsync(() => page.Instance.WidgetChanged("3", "sampler_name", JsonSerializer.SerializeToElement("nope")));
        await ClickAsync(page, "Run");
        Assert.Contains("Node 3", page.Find(".graph-problem").TextContent, StringComparison.Ordinal);
        Assert.Single(Queue.List(CurrentUser.Local).Waiting);
    }

    [Fact]
    public async Task Panel_OfAChosenNode_EditsItsValues_AndRunsUpToIt()
    {
        var made = Add("Mine");
        var page = Open<GraphEditorPage>(made.Id);
        await page.InvokeAsync(() => page.Instance.Selected(["3"]));
        await page.Find("#in-steps_3").ChangeAsync("0");
        Assert.StartsWith("steps is a whole number", page.Find("#in-steps_3-error").TextContent, StringComparison.Ordinal);
        await page.Find("#in-steps_3").ChangeAsync("9");
        Assert.Equal(9, Steps(Library.Draft(CurrentUser.Local, made.Id)!));
        await page.InvokeAsync(() => page.Instance.Selected(["8"]));
        await ClickAsync(page, "Run up to here");
        var prompt = JsonNode.Parse(Queue.List(CurrentUser.Local).Waiting.Single().Prompt)!.AsObject();
        Assert.Contains(prompt, node => (string?)node.Value!["class_type"] == "PreviewImage");
    }

    [Fact]
    public async Task Shipped_OrNew_IsSavedAsOnesOwn()
    {
        var page = Open<GraphEditorPage>();
        Assert.Equal("New workflow", page.Find("h1").TextContent);
        await ClickAsync(page, "Save as mine");
        await Dialogs.Find("#workflow-name").ChangeAsync("First");
        await Dialogs.Find("form").SubmitAsync();
        var made = Library.List(CurrentUser.Local, new()).Single();
        Assert.Equal("First", made.Name);
        Assert.EndsWith($"/studio/workflows/{made.Id}/edit", Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddNode_FindsByWordsAndByTheLinkThatWaits()
    {
        var page = Open<GraphEditorPage>(Add("Mine").Id);
        await ClickAsync(page, "Add node");
        await Dialogs.Find("#node-words").InputAsync("empty latent");
        Assert.Contains("Empty Latent Image", Dialogs.Find(".node-list").TextContent, StringComparison.Ordinal);
        await Dialogs.Find("#node-words").InputAsync("nothing at all");
        Assert.Equal("No node has all of these words.", Dialogs.Find("[role=status]").TextContent);
        await page.InvokeAsync(() => page.Instance.AskAdd(new(1, 2, "LATENT", true)));
    }

    [Fact]
    public async Task Versions_AreComparedAndOpened()
    {
        var made = Add("Mine");
        var page = Open<GraphEditorPage>(made.Id);
        await page.InvokeAsync(() => page.Instance.WidgetChanged("3", "steps", Number(40)));
        await ClickAsync(page, "Save");
        await ClickAsync(page, "Versions");
        Assert.Equal(["as it is here", "since then 0 nodes added, 0 removed, 1 changed"],
            Dialogs.FindAll(".versions .small").Select(line => line.TextContent.Split(" · ")[1]));
        await Dialogs.FindAll(".versions .button")[1].ClickAsync();
        Assert.Equal(20, Steps(Library.Draft(CurrentUser.Local, made.Id)!));
    }

    private static JsonElement Number(int value) => JsonSerializer.SerializeToElement(value);

    private static Task ClickAsync(IRenderedComponent<GraphEditorPage> page, string text) =>
        page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent.Trim() == text).ClickAsync());

    private int Steps(JsonObject file)
    {
        var prompt = PromptFromWorkflow.Convert(WorkflowReader.Read(file).Workflow!, Studio.Get<global::Studio.Engine.IEngine>().Nodes,
            DateTimeOffset.UnixEpoch);
        return (int)prompt.Prompt!["3"]!["inputs"]!["steps"]!;
    }
}
