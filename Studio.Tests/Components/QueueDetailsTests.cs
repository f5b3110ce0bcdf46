using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Jobs;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Pages;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Tests.Components;

/// <summary>One job in whole, and batches as rows, over the real queue of a server whose engine runs fake nodes.</summary>
public sealed class QueueDetailsTests : MudContext
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    private JobQueue Jobs => _studio.Get<JobQueue>();

    public override async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, FakeEngine.With(_world));
        Services.AddSingleton(Jobs).AddSingleton(_studio.Get<JobEvents>()).AddSingleton(_studio.Get<PictureGallery>())
            .AddSingleton(TimeProvider.System);
        _ = Dialogs;
    }

    protected override async Task EndAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Details_OfAFailedJob_HaveTheWholeErrorAndSecondsPerNode()
    {
        _world.SavingFails = new InvalidOperationException("The paper is used up.\nPut some in.");
        var id = await RunAsync(JobState.Failed);
        var page = Open($"/studio/queue?job={id}");
        Dialogs.WaitForAssertion(() => Assert.Equal("Failed job", Dialogs.Find(".job-details h2").TextContent));
        Assert.Contains("The paper is used up.", Dialogs.Find(".job-problem").TextContent, StringComparison.Ordinal);
        Assert.Contains("Put some in.", Dialogs.Find(".job-problem").TextContent, StringComparison.Ordinal);
        Assert.Contains("Node 2, SaveImage", Dialogs.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Equal(["1 StubImage", "2 SaveImage"], Dialogs.FindAll(".job-times th[scope=row]").Select(node => node.TextContent).Order());
        Assert.Equal($"/studio/workflows/edit?job={id}", Dialogs.Find(".dialog-buttons a").GetAttribute("href"));

        await Dialogs.Find(".dialog-buttons .primary").ClickAsync(new());
        page.WaitForAssertion(() => Assert.EndsWith("/studio/queue", Services.GetRequiredService<NavigationManager>().Uri,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Details_OfAWaitingJob_SayWhyItWaits()
    {
        Jobs.PauseByHand(CurrentUser.Local, "");
        _ = await AddAsync();
        var second = await AddAsync();
        Open($"/studio/queue?job={second}");
        Dialogs.WaitForAssertion(() => Assert.Equal("2nd of 2 in line. Waits until the queue goes on.",
            Dialogs.Find(".job-details .notice").TextContent));
        Assert.Empty(Dialogs.FindAll(".job-times"));
    }

    [Fact]
    public void Details_OfAJobThatIsGone_SaySo()
    {
        Open("/studio/queue?job=nothing");
        Dialogs.WaitForAssertion(() => Assert.Contains("not there any more", Dialogs.Find(".job-details").TextContent,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_InTheLine_IsOneRowThatMovesUnfoldsAndGoesAsOne()
    {
        Jobs.PauseByHand(CurrentUser.Local, "");
        var alone = await AddAsync();
        List<string> batch = [await AddAsync("b"), await AddAsync("b"), await AddAsync("b")];
        var last = await AddAsync();
        var page = Open("/studio/queue");
        Assert.Equal(["1st", "2nd to 4th", "5th"], Badges(page));

        await page.InvokeAsync(() => page.FindAll("[aria-label='To the front']")[1].ClickAsync(new()));
        Assert.Equal([.. batch, alone, last], Waiting());
        page.WaitForAssertion(() => Assert.Equal(["1st to 3rd", "4th", "5th"], Badges(page)));
        await page.InvokeAsync(() => page.FindAll("[aria-label='Down']")[0].ClickAsync(new()));
        Assert.Equal([alone, .. batch, last], Waiting());
        await page.InvokeAsync(() => page.Instance.Dragged(batch[0], last));
        Assert.Equal([alone, last, .. batch], Waiting());
        page.WaitForAssertion(() => Assert.Equal(["1st", "2nd", "3rd to 5th"], Badges(page)));

        await page.InvokeAsync(() => page.Find(".batch-fold").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Equal(["1st", "2nd", "3rd", "4th", "5th"], Badges(page)));
        await page.InvokeAsync(() => page.Find(".batch-fold").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Equal(3, Badges(page).Count));
        await page.InvokeAsync(() => page.Find("[aria-label='Cancel 3 jobs']").ClickAsync(new()));
        Assert.Equal([alone, last], Waiting());
    }

    private IRenderedComponent<Queue> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<CascadingValue<CurrentUser>>(
            parameters => parameters.Add(cascade => cascade.Value, CurrentUser.Local).AddChildContent<Queue>()).FindComponent<Queue>();
    }

    private List<string> Waiting() => [.. Jobs.List(CurrentUser.Local).Waiting.Select(job => job.Id)];

    private static List<string> Badges(IRenderedComponent<Queue> page) =>
        [.. page.FindAll(".queue-line .badge").Select(badge => badge.TextContent)];

    private async Task<string> AddAsync(string? batch = null) =>
        (await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Picture()) { Batch = batch })).Job!.Id;

    private async Task<string> RunAsync(JobState end)
    {
        var id = await AddAsync();
        for (var i = 0; i < 600 && Jobs.Find(CurrentUser.Local, id) is not { IsOver: true }; i++)
            await Task.Delay(100);
        Assert.Equal(end, Jobs.Find(CurrentUser.Local, id)!.State);
        return id;
    }
}
