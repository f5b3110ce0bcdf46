using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Components.Pages;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Languages;

namespace Studio.Tests.Components;

/// <summary>The page over the real queue of a server whose line is paused.</summary>
public sealed class QueuePageTests : BunitContext, IAsyncLifetime
{
    private StudioApplication _studio = null!;

    private JobQueue Jobs => _studio.Get<JobQueue>();

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, demoModel: true);
        Jobs.PauseByHand(CurrentUser.Local, "");
        Services.AddSingleton(Jobs).AddSingleton(_studio.Get<JobEvents>()).AddSingleton(_studio.Get<PictureGallery>())
            .AddSingleton(TimeProvider.System).AddScoped<Texts>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Line_LongerThanAPage_IsReachedToItsEnd()
    {
        await AddAsync(203);
        var page = Open();
        Assert.Equal((100, "1 to 100 of 203 waiting"), Shown(page));
        await ClickAsync(page, "Later");
        await ClickAsync(page, "Later");
        Assert.Equal((3, "201 to 203 of 203 waiting"), Shown(page));
        Assert.True(Button(page, "Later").HasAttribute("disabled"));
        Assert.Equal("203rd", page.FindAll(".queue-line .badge")[^1].TextContent);

        // the last page runs empty: the one before is shown
        foreach (var job in Jobs.List(CurrentUser.Local).Waiting.Skip(200))
            Jobs.Cancel(CurrentUser.Local, job.Id);
        page.WaitForAssertion(() => Assert.Equal((100, "101 to 200 of 200 waiting"), Shown(page)), TimeSpan.FromSeconds(60));
        await ClickAsync(page, "Earlier");
        Assert.Equal("1st", page.Find(".queue-line .badge").TextContent);
    }

    [Theory]
    [InlineData("de", "Warteschlange", "3 wartend", "1.", "Wartet, bis die Warteschlange weiterläuft.")]
    [InlineData("ja", "キュー", "待機中 3 件", "1 番目", "キューの再開を待っています。")]
    public async Task Line_OfAnotherLanguage_IsInIt(string code, string title, string summary, string badge, string why)
    {
        await AddAsync(3);
        Services.GetRequiredService<Texts>().Use(Language.Find(code)!);
        var page = Open();
        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Contains(summary, page.Find(".page-head p").TextContent, StringComparison.Ordinal);
        Assert.Equal(badge, page.Find(".queue-line .badge").TextContent);
        Assert.Contains(why, page.Find(".queue-line .job-what").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToTheEnd_OfAJob_MovesItBehindAllOthers()
    {
        var ids = await AddAsync(3);
        var page = Open();
        await page.InvokeAsync(() => page.FindAll("[aria-label='To the end']")[0].ClickAsync());
        Assert.Equal([ids[1], ids[2], ids[0]], Jobs.List(CurrentUser.Local).Waiting.Select(job => job.Id));
        page.WaitForAssertion(() => Assert.True(page.FindAll("[aria-label='To the end']")[^1].HasAttribute("disabled")),
            TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Picked_ManyJobs_MoveTogetherAndAreCancelledTogether()
    {
        var ids = await AddAsync(5);
        var page = Open();
        await page.InvokeAsync(() => page.FindAll(".job-pick")[2].ChangeAsync(true));
        await page.InvokeAsync(() => page.FindAll(".job-pick")[4].ChangeAsync(true));
        Assert.Equal("2 selected", page.Find(".queue-picked strong").TextContent);
        await page.InvokeAsync(() => page.FindAll(".queue-picked button")[0].ClickAsync());
        Assert.Equal([ids[2], ids[4], ids[0], ids[1], ids[3]], Jobs.List(CurrentUser.Local).Waiting.Select(job => job.Id));
        await page.InvokeAsync(() => page.FindAll(".queue-picked button")[2].ClickAsync());
        Assert.Equal([ids[0], ids[1], ids[3]], Jobs.List(CurrentUser.Local).Waiting.Select(job => job.Id));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".queue-picked")), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Dragged_AJob_TakesThePlaceOfTheOther()
    {
        var ids = await AddAsync(4);
        var page = Open();
        await page.InvokeAsync(() => page.Instance.Dragged(ids[3], ids[1]));
        Assert.Equal([ids[0], ids[3], ids[1], ids[2]], Jobs.List(CurrentUser.Local).Waiting.Select(job => job.Id));
        await page.InvokeAsync(() => page.Instance.Dragged(ids[0], "gone"));
        Assert.Equal(ids[0], Jobs.List(CurrentUser.Local).Waiting[0].Id);
    }

    [Fact]
    public void Words_OfAnEmptyPausedQueue_ArePlain()
    {
        var page = Open();
        Assert.Equal("The queue is paused. The running job is finished; no other begins.",
            string.Join(' ', page.Find(".notice").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Empty(page.FindAll(".page-head p"));
        Assert.Contains("No job is running or waiting.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_OfAnEmptyPrompt_SaysSo()
    {
        await AddAsync(1, prompt: "");
        Assert.Equal("No prompt", Open().Find(".job-title").TextContent);
    }

    private IRenderedComponent<Queue> Open() =>
        Render<CascadingValue<CurrentUser>>(
            parameters => parameters.Add(cascade => cascade.Value, CurrentUser.Local).AddChildContent<Queue>()).FindComponent<Queue>();

    private static (int Rows, string Ordinals) Shown(IRenderedComponent<Queue> page) =>
        (page.FindAll(".queue-line .job-row").Count, page.Find(".queue-pages [role=status]").TextContent);

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Queue> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent.Trim() == text);

    // on the page's own thread: what the queue tells may draw it anew at any time
    private static Task ClickAsync(IRenderedComponent<Queue> page, string text) => page.InvokeAsync(() => Button(page, text).ClickAsync());

    private async Task<List<string>> AddAsync(int count, string prompt = "a house")
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var asked = new TextToImage { Checkpoint = "studio-demo.safetensors", Positive = prompt, Width = 64, Height = 64, Steps = 1,
                Cfg = 1, Sampler = "euler", Scheduler = "normal", Seed = (ulong)i };
            ids.Add((await Jobs.EnqueueAsync(CurrentUser.Local, new(asked.ToPrompt()))).Job!.Id);
        }

        return ids;
    }
}
