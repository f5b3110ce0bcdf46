using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Tests.Support;
using Studio.Web.Components.Controls;

namespace Studio.Tests.Components;

public sealed class DialogTests : MudContext
{
    private readonly List<string> _told = [];

    [Fact]
    public void Open_IsLabelledModalAndDrawnAnewWithThePage()
    {
        var (dialogs, dialog) = Open();
        var shown = dialogs.Find("[role=dialog]");
        Assert.Equal("true", shown.GetAttribute("aria-modal"));
        Assert.Equal("A question", dialogs.Find("#" + shown.GetAttribute("aria-labelledby")).TextContent);
        Assert.Equal("#line", dialogs.Find("[data-fallback]").GetAttribute("data-fallback"));
        dialog.Render(page => page.Add(one => one.Label, "Another").AddChildContent("<p>new</p>"));
        Assert.Equal("Another", dialogs.Find("#" + shown.GetAttribute("aria-labelledby")).TextContent);
        Assert.Equal("new", dialogs.Find("p").TextContent);
    }

    [Theory]
    [InlineData("[data-dismiss]")]
    [InlineData(".mud-overlay")]
    public async Task Dismissed_ByEscapeOrBesideIt_TellsThePageOnce(string how)
    {
        var (dialogs, _) = Open();
        await dialogs.Find(how).ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Equal(["closed"], _told));
        Assert.Empty(dialogs.FindAll("[role=dialog]"));
    }

    [Fact]
    public async Task Closed_WithWork_IsGoneBeforeTheWorkAndTellsAfterIt()
    {
        var (dialogs, dialog) = Open();
        await dialog.InvokeAsync(() => dialog.Instance.CloseAsync(() =>
        {
            _told.Add(dialogs.FindAll("[role=dialog]").Count == 0 ? "gone" : "still there");
            return Task.CompletedTask;
        }));
        await dialog.InvokeAsync(() => dialog.Instance.CloseAsync());
        Assert.Equal(["gone", "closed"], _told);
    }

    [Fact]
    public async Task PageLeft_WithADialog_TakesItAlongAndIsNotTold()
    {
        var (dialogs, dialog) = Open();
        await dialog.InvokeAsync(dialog.Instance.Dispose);
        Assert.Empty(dialogs.FindAll("[role=dialog]"));
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData(false, "/studio/queue", 0)]
    [InlineData(true, "/studio/gallery?picture=b", 1)]
    public async Task AddressChanged_ClosesWhatIsNotPartOfIt(bool isInAddress, string address, int left)
    {
        var (dialogs, _) = Open(isInAddress);
        await dialogs.InvokeAsync(() => Services.GetRequiredService<NavigationManager>().NavigateTo(address));
        dialogs.WaitForAssertion(() => Assert.Equal((left, 1 - left), (dialogs.FindAll("[role=dialog]").Count, _told.Count)));
    }

    [Fact]
    public void RenderedInAdvance_ShowsNothing()
    {
        var (dialogs, _) = Open(interactive: false);
        Assert.Empty(dialogs.FindAll("[role=dialog]"));
    }

    private (IRenderedComponent<MudDialogProvider> Dialogs, IRenderedComponent<Dialog> Dialog) Open(bool isInAddress = false,
        bool interactive = true)
    {
        var dialogs = Dialogs;
        SetRendererInfo(new RendererInfo("Server", interactive));
        return (dialogs, Render<Dialog>(page => page.Add(one => one.Label, "A question").Add(one => one.Fallback, "#line")
            .Add(one => one.IsInAddress, isInAddress).Add(one => one.OnClose, () => _told.Add("closed")).AddChildContent("<p>old</p>")));
    }
}
