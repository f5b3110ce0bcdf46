using Bunit;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Components.Account;

namespace Studio.Tests.Components;

public sealed class AccountPageTests(SharedStudio shared) : SignedInContext(shared)
{
    [Fact]
    public async Task NewKey_IsShownOnceAndGoneAfterLeaving()
    {
        var user = StudioApplication.User("anna");
        var page = await OpenAsync<AccountPage>(user);
        await ButtonAsync(page, "New key");
        await Dialogs.Find("#key-name").ChangeAsync("robot");
        await Dialogs.Find("form").SubmitAsync();

        var secret = page.Find("#new-key").GetAttribute("value")!;
        using (var client = Studio.CreateClient(secret))
            Assert.True((await client.GetAsync(new Uri("/system_stats", UriKind.Relative))).IsSuccessStatusCode);
        Assert.Contains("robot", page.Find("[aria-label='API keys']").TextContent, StringComparison.Ordinal);

        await ButtonAsync(page, "Done");
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);
        page.Dispose();
        var again = Render<AccountPage>(builder => builder.AddCascadingValue(user));
        Assert.DoesNotContain(secret, again.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewKey_WithMistakes_SaysSoAtTheFieldAndMakesNone()
    {
        var user = StudioApplication.User("berta");
        var page = await OpenAsync<AccountPage>(user);
        await ButtonAsync(page, "New key");
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains("1 to 100 characters", Dialogs.Find("#key-name-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", Dialogs.Find("#key-name").GetAttribute("aria-invalid"));

        await Dialogs.Find("#key-name").ChangeAsync("robot");
        await Dialogs.Find("#key-addresses").ChangeAsync("10.0.0.0/99");
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains("no network", Dialogs.Find("#key-addresses-error").TextContent, StringComparison.Ordinal);
        Assert.True(Dialogs.Find("details").HasAttribute("open"));

        await Dialogs.Find("#key-addresses").ChangeAsync("");
        await Dialogs.Find("#key-images").ChangeAsync("many");
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains("whole number", Dialogs.Find("#key-images-error").TextContent, StringComparison.Ordinal);
        Assert.Empty(await Studio.Get<ApiKeyStore>().ListAsync(user.Id, default));
    }

    [Fact]
    public async Task NewKey_OffersWhatTheRoleMayDoAndCarriesWhatWasChosen()
    {
        var user = StudioApplication.User("vera", Roles.Viewer);
        var page = await OpenAsync<AccountPage>(user);
        await ButtonAsync(page, "New key");
        Assert.Equal([Scopes.ComfyRead, Scopes.StudioRead, Scopes.ModelsRead, Scopes.GalleryRead],
            Dialogs.FindAll(".key-scopes code").Select(code => code.TextContent));
        await Dialogs.FindAll(".key-scopes input")[1].ChangeAsync(false);
        await Dialogs.Find("#key-name").ChangeAsync("eye");
        await Dialogs.Find("#key-workflows").ChangeAsync("portrait\nlandscape");
        await ChooseAsync(Dialogs, "#key-expires", "in 7 days");
        await Dialogs.Find("form").SubmitAsync();
        var key = Assert.Single(await Studio.Get<ApiKeyStore>().ListAsync(user.Id, default));
        Assert.DoesNotContain(Scopes.StudioRead, key.Scopes);
        Assert.Equal(["landscape", "portrait"], key.Workflows!.Order());
        Assert.InRange((key.Expires!.Value - key.Created).TotalDays, 6.99, 7.01);
    }

    [Fact]
    public async Task Key_RevokedAfterTheQuestion_CountsNoMore()
    {
        var user = StudioApplication.User("cora");
        var (key, secret) = await Studio.CreateKeyAsync(user, new KeyRequest("doomed", null));
        var page = await OpenAsync<AccountPage>(user);
        await ButtonAsync(page, "Revoke");
        Assert.Null((await Studio.Get<ApiKeyStore>().FindAsync(key.Id, default))!.Revoked);
        await Dialogs.Find(".danger").ClickAsync(new());
        using var client = Studio.CreateClient(secret);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized,
            (await client.GetAsync(new Uri("/system_stats", UriKind.Relative))).StatusCode);
        Assert.Contains("revoked", page.Find($"[data-key='{key.Id}']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_Rotated_GivesANewOneWhileTheOldCountsOn()
    {
        var user = StudioApplication.User("dora");
        var (key, secret) = await Studio.CreateKeyAsync(user, new KeyRequest("turning", null));
        var page = await OpenAsync<AccountPage>(user);
        await ButtonAsync(page, "Rotate");
        await ChooseAsync(Dialogs, "#overlap", "1 hour");
        await Dialogs.Find("form").SubmitAsync();
        foreach (var counts in new[] { secret, page.Find("#new-key").GetAttribute("value")! })
        {
            using var client = Studio.CreateClient(counts);
            Assert.True((await client.GetAsync(new Uri("/system_stats", UriKind.Relative))).IsSuccessStatusCode);
        }

        var old = await Studio.Get<ApiKeyStore>().FindAsync(key.Id, default);
        Assert.InRange((old!.Expires!.Value - Studio.Get<TimeProvider>().GetUtcNow()).TotalMinutes, 55, 60);
    }

    [Fact]
    public async Task Sessions_MarkThisOneAndEndTheOthers()
    {
        var user = StudioApplication.User("elsa");
        using var elsewhere = await Studio.CreateClientAsync(user);
        var page = await OpenAsync<AccountPage>(user);
        var rows = page.FindAll("[aria-label=Sessions] tbody tr");
        Assert.Equal(2, rows.Count);
        Assert.Single(rows, row => row.TextContent.Contains("this one", StringComparison.Ordinal));
        Assert.Single(page.FindAll("[aria-label=Sessions] tbody button"));

        await ButtonAsync(page, "End all others");
        await Dialogs.Find(".danger").ClickAsync(new());
        Assert.Single(page.FindAll("[aria-label=Sessions] tbody tr"));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized,
            (await elsewhere.GetAsync(new Uri("/api/auth/me", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Page_SessionEndedMeanwhile_RefusesEveryAct()
    {
        var user = StudioApplication.User("fina");
        var page = await OpenAsync<AccountPage>(user);
        await ButtonAsync(page, "New key");
        await Dialogs.Find("#key-name").ChangeAsync("too late");
        await Studio.Get<SessionStore>().RemoveAsync(user.Id, _ => true, default);
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains("session has ended", Dialogs.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(await Studio.Get<ApiKeyStore>().ListAsync(user.Id, default));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
        "Edge on Windows")]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        "Chrome on Android")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("", "Unknown device")]
    public void Device_Name_IsWhatItsOwnerRecognises(string userAgent, string name) => Assert.Equal(name, Device.Name(new(), userAgent));

    private static Task ButtonAsync(IRenderedComponent<AccountPage> page, string text) =>
        page.FindAll("button").First(button => button.TextContent.Trim() == text).ClickAsync(new());
}
