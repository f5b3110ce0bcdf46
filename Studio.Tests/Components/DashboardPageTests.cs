using System.Net;
using AngleSharp.Html.Parser;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Dashboard;
using Studio.Web.Dashboard;

namespace Studio.Tests.Components;

public sealed class DashboardPageTests : SignedInContext, IClassFixture<DashboardPageTests.Server>
{
    private readonly FakeWorld _world;

    public DashboardPageTests(Server server)
        : base(server)
    {
        _world = server.World;
        Services.AddSingleton(Studio.Get<ServerOverview>());
    }

    [Fact]
    public async Task Page_OfAServer_ShowsGaugesModelsUseAndLog()
    {
        _world.Held = [new("sd15.safetensors", "the denoiser", "main memory", 2L << 30, InUse: false)];
        var user = (await Studio.Get<UserAccounts>().CreateAsync("anna", Roles.Artist, null, null, Limits.None, default)).Id;
        Studio.Get<DailyLimits>().Add(user, null, 7, TimeSpan.FromSeconds(90));
        Studio.Get<ILoggerFactory>().CreateLogger("test").LogError("The cellar is flooded");

        var page = await OpenAsync<DashboardPage>(CurrentUser.Administrator);

        Assert.Equal(["Processor", "Memory", "Disk", "Graphics card"], page.FindAll(".gauge h2").Select(title => title.TextContent));
        Assert.Contains("Models run on the processor", page.Markup, StringComparison.Ordinal);
        Assert.Contains("sd15.safetensors", page.Find(".model-memory").TextContent, StringComparison.Ordinal);
        Assert.Contains("2.0 GB", page.Find(".model-memory").TextContent, StringComparison.Ordinal);
        Assert.Contains("anna", page.Find(".usage tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 min 30 s", page.Find(".usage tbody").TextContent, StringComparison.Ordinal);
        page.Find(".log-words").Input("cellar");
        page.WaitForAssertion(() => Assert.Contains("flooded", Assert.Single(page.FindAll(".log-lines p")).TextContent,
            StringComparison.Ordinal));
        page.Find(".log-words").Input("no such words");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".log-lines p")));
    }

    [Fact]
    public async Task FreeMemory_OnTheButton_TellsWhatWasGivenBack()
    {
        _world.Held = [new("sd15.safetensors", "the denoiser", "main memory", 3L << 30, InUse: false)];
        _world.OnFree = () => _world.Held = [];
        var page = await OpenAsync<DashboardPage>(CurrentUser.Administrator);
        await page.Find(".model-memory button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("3.0 GB of weights were given back",
            page.Find(".model-memory [role=status]").TextContent, StringComparison.Ordinal));
        Assert.True(page.Find(".model-memory button").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Days_OfTheUse_AreChosen()
    {
        Studio.Get<DailyLimits>().Add("admin", null, 1, TimeSpan.FromSeconds(1));
        var page = await OpenAsync<DashboardPage>(CurrentUser.Administrator);
        page.Find("[aria-label='7 days']").Click();
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[aria-label='7 days']").GetAttribute("aria-pressed")));
        Assert.Contains("admin", page.Find(".usage tbody").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(11, 5)]
    [InlineData(70, 20)]
    [InlineData(4_200, 1_000)]
    public void Lines_OfTheChart_AreRoundNumbersAndFiveAtTheMost(double most, int step) => Assert.Equal(step, UsageCard.Step(most));

    [Fact]
    public async Task Page_ForOthers_IsRefused()
    {
        using var client = await Studio.CreateClientAsync(StudioApplication.User("otto", Roles.Operator));
        using var response = await client.SendAsync(HttpMethod.Get, "/studio/dashboard", "Accept: text/html");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Page_InLocalMode_IsInTheNavigation()
    {
        await using var local = await StudioApplication.StartAsync(StudioApplication.LocalMode);
        using var client = local.CreateAnonymousClient();
        var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync("/studio/dashboard"));
        Assert.Equal("Dashboard", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("/studio/dashboard", page.QuerySelectorAll(".shell-admin a").Select(link => link.GetAttribute("href")));
        Assert.DoesNotContain("/studio/users", page.QuerySelectorAll(".shell-admin a").Select(link => link.GetAttribute("href")));
    }

    public sealed class Server : SharedStudio
    {
        public FakeWorld World { get; } = new();

        protected override Task<StudioApplication> StartAsync() => StudioApplication.StartAsync(services: FakeEngine.With(World));
    }
}
