using System.Globalization;
using System.Net;
using AngleSharp.Html.Parser;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Administration;

namespace Studio.Tests.Components;

public sealed class AdministrationPageTests(SharedStudio shared) : SignedInContext(shared)
{
    public static TheoryData<string> Pages =>
        ["/studio/users", "/studio/users/admin", "/studio/users/groups", "/studio/keys", "/studio/sessions", "/studio/audit",
            "/studio/dashboard", "/studio/doctor", "/studio/backups"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ForOthers_IsNotForThem(string path)
    {
        using var client = await Studio.CreateClientAsync(StudioApplication.User("otto", Roles.Operator));
        using var response = await client.SendAsync(HttpMethod.Get, path, "Accept: text/html");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        Assert.Equal("This page is not for you", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("This needs the role admin.", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".shell-admin, .account-menu-admin"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ForAnAdministrator_IsThereAndInTheNavigation(string path)
    {
        using var client = await Studio.CreateClientAsync(CurrentUser.Administrator);
        using var response = await client.SendAsync(HttpMethod.Get, path, "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        Assert.Empty(page.QuerySelectorAll("main [role=alert]"));
        Assert.Equal(["/studio/dashboard", "/studio/doctor", "/studio/backups", "/studio/users", "/studio/keys", "/studio/sessions",
                "/studio/audit"],
            page.QuerySelectorAll(".shell-admin a").Select(link => link.GetAttribute("href")));
    }

    /// <summary>What an open page of somebody without the right would ask; nothing but the service stands there.</summary>
    [Fact]
    public async Task Services_AskedByOthers_RefuseAndWriteItDown()
    {
        var victim = StudioApplication.User("victim");
        var (key, _) = await Studio.CreateKeyAsync(victim, new KeyRequest("theirs", null));
        var by = Actor.By(await SignInAsync(StudioApplication.User("mallory", Roles.Operator)));
        var (users, groups, keys, sessions) = (Studio.Get<UserManagement>(), Studio.Get<GroupManagement>(), Studio.Get<KeyManagement>(),
            Studio.Get<SessionManagement>());
        Func<Task>[] wishes =
        [
            () => users.ListAsync(by), () => users.GetAsync(by, "admin"), () => users.CreateAsync(by, new("m2", Roles.Admin, null)),
            () => users.ChangeAsync(by, by.User.Id, new(Role: Roles.Admin)), () => users.RemoveAsync(by, victim.Id),
            () => groups.ListAsync(by), () => groups.GetAsync(by, "g"),
            () => groups.CreateAsync(by, new("g", Roles.Admin, Limits.None, [by.User.Id])),
            () => groups.ChangeAsync(by, "g", new("g", null, Limits.None, null)), () => groups.SetOfUserAsync(by, by.User.Id, []),
            () => groups.RemoveAsync(by, "g"),
            () => keys.ListAsync(by, null), () => keys.ListAsync(by, victim.Id), () => keys.ScopesOfAsync(by, victim.Id),
            () => keys.CreateAsync(by, victim.Id, new("k", null)),
            () => keys.RotateAsync(by, victim.Id, key.Id, TimeSpan.Zero), () => keys.RevokeAsync(by, null, key.Id),
            () => sessions.ListAsync(by, null), () => sessions.EndAsync(by, victim.Id, "x"), () => sessions.EndOthersAsync(by, null),
        ];
        foreach (var wish in wishes)
            Assert.Equal(403, (await Assert.ThrowsAsync<AccountException>(wish)).Status);
        // under their own name there is no such key
        Assert.Equal(404, (await Assert.ThrowsAsync<AccountException>(() => keys.RevokeAsync(by, by.User.Id, key.Id))).Status);
        Assert.Null((await Studio.Get<ApiKeyStore>().FindAsync(key.Id, default))!.Revoked);

        var lines = await Studio.Get<AuditLog>().ReadAsync(CurrentUser.Administrator,
            new() { User = "mallory", Action = AuditActions.Refusal, Limit = 100 });
        Assert.Equal(wishes.Length, lines.Sum(line => line.Times));
    }

    [Fact]
    public async Task OwnThings_AskedByAKeyWithoutTheRight_AreRefused()
    {
        var key = (await SignInAsync(StudioApplication.User("greta"))) with { KeyId = "abcdefgh" };
        var refused = await Assert.ThrowsAsync<AccountException>(
            () => Studio.Get<KeyManagement>().CreateAsync(Actor.By(key), key.Id, new("successor", null)));
        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task NewUser_WithAMadePassword_CanSignInWithWhatIsShownOnce()
    {
        var page = await OpenAsync<UsersPage>(CurrentUser.Administrator);
        await ButtonAsync(page, "New user");
        await Dialogs.Find("#user-name").ChangeAsync("hedy");
        await ChooseAsync(Dialogs, "#user-role", Roles.Viewer);
        await Dialogs.Find("form").SubmitAsync();
        var password = page.Find("#new-password").GetAttribute("value")!;
        var made = (await Studio.Get<UserStore>().FindByNameAsync("hedy", default))!;
        Assert.Equal(Roles.Viewer, made.Role);
        Assert.True(Studio.Get<Passwords>().Verify(made.Password, password));
        var line = Assert.Single(
            await Studio.Get<AuditLog>().ReadAsync(CurrentUser.Administrator, new() { Action = AuditActions.UserCreated, Text = "hedy" }));
        Assert.Equal(("admin", "127.0.0.1"), (line.UserName, line.Address));
        await ButtonAsync(page, "Done");
        Assert.DoesNotContain(password, page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#user-name", "admin", "#user-name-error", "already is a user")]
    [InlineData("#user-name", "a/b", "#user-name-error", "no slash")]
    [InlineData("#user-password", "short", "#user-password-error", "at least 10")]
    public async Task NewUser_WithMistakes_SaysSoAtTheField(string field, string value, string error, string said)
    {
        var page = await OpenAsync<UsersPage>(CurrentUser.Administrator);
        await ButtonAsync(page, "New user");
        await ChooseAsync(Dialogs, "#user-way", "a password I type");
        await Dialogs.Find("#user-name").ChangeAsync("nobody-yet");
        await Dialogs.Find("#user-password").ChangeAsync("long enough it is");
        await Dialogs.Find(field).ChangeAsync(value);
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains(said, Dialogs.Find(error).TextContent, StringComparison.Ordinal);
        Assert.Null(await Studio.Get<UserStore>().FindByNameAsync("nobody-yet", default));
    }

    [Fact]
    public async Task User_Saved_HasItsRoleLimitsAndGroups()
    {
        await Studio.AddUserAsync(StudioApplication.User("ines"));
        var group = await Studio.Get<Groups>().CreateAsync("painters", null, Limits.None, null, default);
        var page = await OpenAsync<UserPage>(CurrentUser.Administrator, builder => builder.Add(one => one.Id, "ines"));
        await ChooseAsync(page, "#role", Roles.Operator);
        await page.Find("#user-images").ChangeAsync("12");
        await page.FindAll(".checks .check").Single(label => label.TextContent.Contains("painters", StringComparison.Ordinal))
            .QuerySelector("input")!.ChangeAsync(true);
        await page.Find("form").SubmitAsync();
        var user = (await Studio.Get<UserStore>().FindAsync("ines", default))!;
        Assert.Equal((Roles.Operator, 12, group), (user.Role, user.Limits.ImagesPerDay, user.Groups.Single().Id));
        var notes = Render<MudSnackbarProvider>();
        Assert.Contains("ines is saved.", notes.Markup, StringComparison.Ordinal);

        await notes.Find(".mud-snackbar-action-button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("As it was before.", page.Markup, StringComparison.Ordinal));
        user = (await Studio.Get<UserStore>().FindAsync("ines", default))!;
        Assert.Equal((Roles.Artist, null, 0), (user.Role, user.Limits.ImagesPerDay, user.Groups.Count));
        Assert.Equal(Roles.Artist, page.Find("#role").GetAttribute("value"));
    }

    [Fact]
    public async Task User_Disabled_LosesSessionsAndKeysAtOnce()
    {
        var jana = StudioApplication.User("jana");
        using var client = await Studio.CreateClientAsync(jana);
        using var program = Studio.CreateClient(await Studio.CreateKeyAsync(jana));
        var page = await OpenAsync<UserPage>(CurrentUser.Administrator, builder => builder.Add(one => one.Id, "jana"));
        await page.Find(".check input[type=checkbox]").ChangeAsync(false);
        await page.Find("form").SubmitAsync();
        foreach (var caller in new[] { client, program })
            Assert.Equal(HttpStatusCode.Unauthorized, (await caller.GetAsync(new Uri("/api/auth/me", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task BuiltInAdministrator_CannotBeRemovedAndThePageSaysWhy()
    {
        var page =
            await OpenAsync<UserPage>(CurrentUser.Administrator, builder => builder.Add(one => one.Id, CurrentUser.Administrator.Id));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Delete", StringComparison.Ordinal));
        Assert.Contains("master key must always lead to somebody", page.Markup, StringComparison.Ordinal);
        var by = Actor.By(await SignInAsync(CurrentUser.Administrator));
        Assert.Equal(409, (await Assert.ThrowsAsync<AccountException>(
            () => Studio.Get<UserManagement>().RemoveAsync(by, CurrentUser.Administrator.Id))).Status);
        Assert.Equal(409, (await Assert.ThrowsAsync<AccountException>(
            () => Studio.Get<UserManagement>().ChangeAsync(by, CurrentUser.Administrator.Id, new(Role: Roles.Viewer)))).Status);
    }

    [Fact]
    public async Task User_DeletedAfterTheQuestion_IsGone()
    {
        await Studio.AddUserAsync(StudioApplication.User("karl"));
        var page = await OpenAsync<UserPage>(CurrentUser.Administrator, builder => builder.Add(one => one.Id, "karl"));
        await ButtonAsync(page, "Delete user");
        Assert.NotNull(await Studio.Get<UserStore>().FindAsync("karl", default));
        await Dialogs.Find(".danger").ClickAsync(new());
        Assert.Null(await Studio.Get<UserStore>().FindAsync("karl", default));
        Assert.EndsWith("/studio/users", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Group_MadeOnThePage_GivesItsMembersItsRole()
    {
        await Studio.AddUserAsync(StudioApplication.User("lena", Roles.Viewer));
        var page = await OpenAsync<GroupsPage>(CurrentUser.Administrator);
        await ButtonAsync(page, "New group");
        await Dialogs.Find("#group-name").ChangeAsync("night shift");
        await ChooseAsync(Dialogs, "#group-role", Roles.Operator);
        await Dialogs.FindAll(".checks .check").Single(label => label.TextContent.Contains("lena", StringComparison.Ordinal))
            .QuerySelector("input")!.ChangeAsync(true);
        await Dialogs.Find("form").SubmitAsync();
        Assert.Contains("lena", page.Find("[aria-label=Groups]").TextContent, StringComparison.Ordinal);
        Assert.Contains(Roles.Operator, (await Studio.Get<UserStore>().FindAsync("lena", default))!.Roles);
    }

    [Fact]
    public async Task Keys_FilteredByState_ShowsThoseOnly()
    {
        var mona = StudioApplication.User("mona");
        var (live, _) = await Studio.CreateKeyAsync(mona, new KeyRequest("one that lives", null));
        var (dead, _) = await Studio.CreateKeyAsync(mona, new KeyRequest("one that ended", null));
        await Studio.Get<ApiKeys>().RevokeAsync(dead.Id, null, default);
        var page = await OpenAsync<KeysPage>(CurrentUser.Administrator);
        Assert.Single(page.FindAll($"[data-key='{live.Id}']"));
        Assert.Empty(page.FindAll($"[data-key='{dead.Id}']"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/studio/keys?state=ended&text=mona");
        Assert.Empty(page.FindAll($"[data-key='{live.Id}']"));
        Assert.Single(page.FindAll($"[data-key='{dead.Id}']"));
        Assert.Contains("mona", page.Find($"[data-key='{dead.Id}']").Closest("tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_EndedByAnAdministrator_IsOver()
    {
        var nora = StudioApplication.User("nora");
        using var client = await Studio.CreateClientAsync(nora);
        var page = await OpenAsync<SessionsPage>(CurrentUser.Administrator);
        await page.FindAll("tbody tr").Single(row => row.TextContent.Contains("nora", StringComparison.Ordinal))
            .QuerySelector("button")!.ClickAsync(new());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/api/auth/me", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task KeysPage_NewKey_IsMadeForWhomIsChosen()
    {
        var olga = StudioApplication.User("olga", Roles.Viewer);
        await Studio.AddUserAsync(olga);
        var page = await OpenAsync<KeysPage>(CurrentUser.Administrator);
        await ButtonAsync(page, "New key");
        Assert.Contains(Dialogs.FindAll(".key-scopes code"), scope => scope.TextContent == Scopes.Admin);
        await ChooseAsync(Dialogs, "#key-owner", "olga");
        Assert.DoesNotContain(Dialogs.FindAll(".key-scopes code"), scope => scope.TextContent is Scopes.Admin or Scopes.ComfyRun);
        await Dialogs.Find("#key-name").ChangeAsync("hers");
        await Dialogs.Find("form").SubmitAsync();
        var key = Assert.Single(await Studio.Get<ApiKeyStore>().ListAsync("olga", default));
        Assert.Equal("hers", key.Name);
        Assert.NotEmpty(page.Find("#new-key").GetAttribute("value")!);
    }

    [Fact]
    public async Task Users_Many_AreInPagesSortedAndFound()
    {
        for (var i = 0; i < 30; i++)
            await Studio.AddUserAsync(StudioApplication.User(string.Create(CultureInfo.InvariantCulture, $"crowd-{i:00}"),
                i == 29 ? Roles.Viewer : Roles.Artist));
        var page = await OpenAsync<UsersPage>(CurrentUser.Administrator);
        Assert.Equal(25, page.FindAll("tbody tr").Count);
        await page.Find("[aria-label='Next page']").ClickAsync(new());
        Assert.InRange(page.FindAll("tbody tr").Count, 5, 24);

        await page.Find("input[type=search]").InputAsync("crowd-");
        Assert.Contains(" of ", page.Find("[role=status].number").TextContent, StringComparison.Ordinal);
        await page.Find("[aria-label='First page']").ClickAsync(new());
        Assert.Equal("crowd-00", page.Find("tbody a").TextContent);
        var name = page.FindAll("thead th").Single(head => head.TextContent.Trim() == "User");
        await name.QuerySelector("button")!.ClickAsync(new());
        await page.FindAll("thead th").Single(head => head.TextContent.Trim() == "User").QuerySelector("button")!.ClickAsync(new());
        Assert.Equal("crowd-29", page.Find("tbody a").TextContent);
        Assert.Equal("descending", page.FindAll("thead th").Single(head => head.TextContent.Trim() == "User").GetAttribute("aria-sort"));

        await page.Find("input[type=search]").InputAsync("crowd-29");
        Assert.Single(page.FindAll("tbody tr"));
        Assert.Empty(page.FindAll(".mud-table-pagination-toolbar"));
        await page.Find("input[type=search]").ChangeAsync("crowd-29");
        Assert.EndsWith("?text=crowd-29", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        await page.Find("input[type=search]").InputAsync("nobody is called so");
        Assert.Empty(page.FindAll("table"));
        Assert.Contains("No user matches.", page.Markup, StringComparison.Ordinal);
    }

    private static Task ButtonAsync<TPage>(IRenderedComponent<TPage> page, string text)
        where TPage : IComponent => page.FindAll("button").First(button => button.TextContent.Trim() == text).ClickAsync(new());
}
