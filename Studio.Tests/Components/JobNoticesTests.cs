using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Tests.Jobs;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Notices;
using Studio.Web.Jobs;
using Studio.Web.UserData;

namespace Studio.Tests.Components;

/// <summary>What is told beside a page, over the real queue of a server whose engine runs fake nodes.</summary>
public sealed class JobNoticesTests : MudContext
{
    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    private JobQueue Jobs => _studio.Get<JobQueue>();

    private NoticeChoices Choices => _studio.Get<NoticeChoices>();

    private List<string> Notes => [.. Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(note => note.Message ?? "")];

    public override async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, FakeEngine.With(_world));
        Services.AddSingleton(Jobs).AddSingleton(_studio.Get<JobEvents>()).AddSingleton(Choices).AddSingleton(TimeProvider.System);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    protected override async Task EndAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Ends_OnAnotherPage_AreToldOnceWhenAllIsDone()
    {
        Jobs.PauseByHand(CurrentUser.Local, "");
        for (var i = 0; i < 3; i++)
            await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Picture()));
        Open("/studio/models");
        Jobs.Resume(CurrentUser.Local);
        await UntilAsync(() => Notes.Count > 0);
        Assert.Equal(["3 jobs are done"], Notes);
    }

    [Fact]
    public async Task Failure_OnAnotherPage_IsToldWithItsReasonAndLeadsToIt()
    {
        _world.SavingFails = new InvalidOperationException("The paper is used up.");
        var notes = Render<MudSnackbarProvider>();
        Open("/studio/models");
        var id = (await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Picture()))).Job!.Id;
        await UntilAsync(() => Notes.Count > 0);
        Assert.Contains("The paper is used up", Assert.Single(Notes), StringComparison.Ordinal);
        await notes.WaitForElement(".mud-snackbar-action-button").ClickAsync(new());
        Assert.EndsWith($"/studio/queue?job={id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", NoticeWhen.EveryJob)]
    [InlineData("/studio/queue", NoticeWhen.AllDone)]
    [InlineData("/studio/models", NoticeWhen.Nothing)]
    public async Task Ends_ThatThePageShowsOrNobodyWants_AreNotTold(string path, NoticeWhen when)
    {
        Choices.Keep(CurrentUser.Local, new(when));
        Open(path);
        await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Picture()));
        await UntilAsync(() => Jobs.History.List(CurrentUser.Local, new() { States = [JobState.Done] }).Total == 1);
        await Task.Delay(1500); // the page hears of it within a tenth of a second, and tells within half of one
        Assert.Empty(Notes);
    }

    [Fact]
    public async Task End_WhileMoreOfOnesOwnWaits_IsNotToldBeforeAllAreDone()
    {
        Open("/studio/models");
        await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Picture()));
        await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Prompt()));
        await _world.ArrivalAsync();
        await UntilAsync(() => Jobs.History.List(CurrentUser.Local, new() { States = [JobState.Done] }).Total == 1);
        await Task.Delay(1500); // as below
        Assert.Empty(Notes);

        _world.LetGo();
        await UntilAsync(() => Notes.Count > 0);
        Assert.Equal(["2 jobs are done"], Notes);
    }

    /// <summary>Also where one sees everybody's jobs.</summary>
    [Fact]
    public async Task Ends_OfOthers_AreNotTold()
    {
        Open("/studio/models", StudioApplication.User("otto", Roles.Operator));
        await Jobs.EnqueueAsync(CurrentUser.Local, new(QueueHarness.Picture()));
        await UntilAsync(() => Jobs.History.List(CurrentUser.Local, new() { States = [JobState.Done] }).Total == 1);
        await Task.Delay(1500); // as above
        Assert.Empty(Notes);
    }

    [Fact]
    public async Task Choice_OfAUser_IsKeptAndIsNobodyElses()
    {
        await using var studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));
        var (anna, ben) = (StudioApplication.User("anna"), StudioApplication.User("ben"));
        Assert.Equal(new NoticeChoice(), studio.Get<NoticeChoices>().Read(anna));
        studio.Get<NoticeChoices>().Keep(anna, new(NoticeWhen.EveryJob, InBrowser: true, WithSound: true));
        Assert.Equal(new(NoticeWhen.EveryJob, InBrowser: true, WithSound: true), studio.Get<NoticeChoices>().Read(anna));
        Assert.Equal(new NoticeChoice(), studio.Get<NoticeChoices>().Read(ben));
    }

    /// <summary>What is looked at draws nothing, so nothing tells when to look again.</summary>
    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 600 && !isSo(); i++)
            await Task.Delay(100);
        Assert.True(isSo());
    }

    private void Open(string path, CurrentUser? user = null)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(path);
        Render<CascadingValue<CurrentUser>>(
            parameters => parameters.Add(cascade => cascade.Value, user ?? CurrentUser.Local).AddChildContent<JobNotices>());
    }
}
