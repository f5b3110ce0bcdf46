using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Workflows;

namespace Studio.Tests.Components;

/// <summary>The list of workflows: what is in it, and what becomes of it.</summary>
public sealed class WorkflowsPageTests : WorkflowContext
{
    [Fact]
    public void Empty_SaysWhatCanBeAdded()
    {
        Assert.Equal("No workflows yet", Open<WorkflowsPage>().Find(".empty h2").TextContent);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/studio/workflows?bin=true");
        Assert.Equal("The bin is empty", Open<WorkflowsPage>().Find(".empty h2").TextContent);
    }

    [Fact]
    public async Task Delete_PutsIntoTheBin_AndRestoreTakesItBack()
    {
        var made = Add("Mine");
        var page = Open<WorkflowsPage>();
        await page.Find("[aria-label='Delete Mine']").ClickAsync();
        Assert.Empty(page.FindAll(".workflow-card"));
        Assert.NotNull(Library.Find(CurrentUser.Local, made.Id)!.Deleted);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/studio/workflows?bin=true");
        page = Open<WorkflowsPage>();
        await page.FindAll("button").Single(button => button.TextContent == "Restore").ClickAsync();
        Assert.Null(Library.Find(CurrentUser.Local, made.Id)!.Deleted);
    }

    [Fact]
    public async Task DuplicateAndRename_ShowAtOnce()
    {
        Add("Mine");
        var page = Open<WorkflowsPage>();
        await page.Find("[aria-label='Duplicate Mine']").ClickAsync();
        Assert.Equal(["Mine (copy)", "Mine"], page.FindAll(".workflow-card h2").Select(name => name.TextContent));
        await page.Find("[aria-label='Name and tags of Mine']").ClickAsync();
        await Dialogs.Find("#workflow-name").ChangeAsync("");
        await Dialogs.Find("form").SubmitAsync();
        Assert.Equal("A name has 1 to 120 characters.", Dialogs.Find("[role=alert]").TextContent);
        await Dialogs.Find("#workflow-name").ChangeAsync("Other");
        await Dialogs.Find("#workflow-tags").ChangeAsync("portrait, wide");
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains("Other", page.FindAll(".workflow-card h2").Select(name => name.TextContent));
        Assert.Equal(["portrait", "wide"], page.FindAll(".workflow-tag").Select(tag => tag.TextContent));
    }

    [Fact]
    public void Import_OfAFile_OpensItsForm_AndOfSomethingElseSaysWhy()
    {
        var page = Open<WorkflowsPage>();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("{}", "bad.json"));
        page.WaitForAssertion(() => Assert.StartsWith("bad.json: This JSON is no workflow", page.Find("[role=alert]").TextContent,
            StringComparison.Ordinal));
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(
            Encoding.UTF8.GetBytes(Sample("two-passes").ToJsonString()), "two passes.json"));
        page.WaitForAssertion(() => Assert.Contains("/studio/workflows/", Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal));
        Assert.Equal("two passes", Library.List(CurrentUser.Local, new()).Single().Name);
    }

    [Fact]
    public void Viewer_SeesButChangesNothing()
    {
        Add("Mine");
        var viewer = CurrentUser.Local with { Roles = new HashSet<string> { Roles.Viewer },
            Scopes = new HashSet<string> { Scopes.StudioRead } };
        var page = Open<WorkflowsPage>(user: viewer);
        Assert.Single(page.FindAll(".workflow-card"));
        Assert.Empty(page.FindAll("[aria-label='Delete Mine'], input[type=file]"));
    }
}
