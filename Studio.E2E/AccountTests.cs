using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>Users, keys and sessions, as an administrator and a user with two browsers meet them.</summary>
public sealed class AccountTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task UserAndKey_MadeInTheBrowser_WorkUntilTheyAreTakenBack()
    {
        await using var server = await StudioServer.StartAsync(null, "--api-key", StudioServer.Key);
        var admin = await browser.OpenAsync(server);
        await SignInWithKeyAsync(admin, "/studio/users");
        var password = await MakeUserAsync(admin, "ada");

        var user = await browser.OpenAsync(server, width: 390, height: 844);
        await SignInAsync(user, "ada", password, clicks: 2);
        await AdministrationIsRefusedAsync(user);
        var key = await MakeKeyAsync(user, "robot");
        using var program = server.CreateClient(key);
        using (var answer = await program.GetAsync("/system_stats"))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await EachIsThereOnceAsync(server);

        // the administrator sees the key, though never its text, and takes it back
        await Browser.VisitAsync(admin, "/studio/keys?text=robot");
        await Expect(admin.GetByRole(AriaRole.Row).Filter(new() { HasText = "robot" })).ToContainTextAsync("just now from");
        Assert.DoesNotContain(key, await admin.ContentAsync(), StringComparison.Ordinal);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Revoke robot" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(admin.GetByText("no longer works")).ToBeVisibleAsync();
        using (var answer = await program.GetAsync("/system_stats"))
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);

        // and ends the session: the page that lies open elsewhere goes to the sign-in page by itself
        await Browser.VisitAsync(user, "/studio/account");
        await Browser.VisitAsync(admin, "/studio/sessions");
        await admin.GetByRole(AriaRole.Row).Filter(new() { HasText = "ada" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(user).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login\\?next="));
        await Expect(user.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Password_ChangedWithoutScript_EndsTheOtherSessionsOnly()
    {
        await using var server = await StudioServer.StartAsync(null, "--api-key", StudioServer.Key);
        using (var client = server.CreateClient(StudioServer.Key))
            (await client.PostAsJsonAsync("/api/admin/users",
                new { name = "ben", role = "artist", password = "the first password" })).EnsureSuccessStatusCode();
        var elsewhere = await browser.OpenAsync(server, script: false);
        await SignInAsync(elsewhere, "ben", "the first password");
        var page = await browser.OpenAsync(server, script: false);
        await SignInAsync(page, "ben", "the first password");

        await page.GotoAsync("/studio/account/password");
        await FillAsync(page, "not the old one", "another password");
        await Expect(page.Locator("#old-error")).ToContainTextAsync("not right");
        await FillAsync(page, "the first password", "short");
        await Expect(page.Locator("#new-error")).ToContainTextAsync("at least 10");
        await FillAsync(page, "the first password", "another password");
        await Expect(page.GetByText("The password is changed.")).ToBeVisibleAsync();

        await page.GotoAsync("/studio/account");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My account" })).ToBeVisibleAsync();
        await elsewhere.GotoAsync("/studio/account");
        await Expect(elsewhere.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    /// <summary>Though every button was clicked twice.</summary>
    private static async Task EachIsThereOnceAsync(StudioServer server)
    {
        using var client = server.CreateClient(StudioServer.Key);
        async Task<JsonArray> ListAsync(string what) =>
            JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/admin/{what}", UriKind.Relative)))![what]!.AsArray();
        Assert.Single(await ListAsync("keys"));
        var ada = Assert.Single(await ListAsync("users"), user => (string?)user!["name"] == "ada")!;
        Assert.Single(await ListAsync("sessions"), session => (string?)session!["user"] == (string?)ada["id"]);
    }

    internal static async Task SignInWithKeyAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.GetByLabel("API key").FillAsync(StudioServer.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("[data-live]").WaitForAsync();
    }

    internal static async Task SignInAsync(IPage page, string name, string password, int clicks = 1)
    {
        await page.GotoAsync("/login");
        await page.GetByLabel("User name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync(new() { ClickCount = clicks });
        await page.Locator(".shell").WaitForAsync();
    }

    private static async Task<string> MakeUserAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "New user" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create user" }).DblClickAsync(); // asked once, whatever the hand does
        var password = await page.GetByLabel($"The first password of {name}").InputValueAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        return password;
    }

    private static async Task<string> MakeKeyAsync(IPage page, string name)
    {
        await Browser.VisitAsync(page, "/studio/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).DblClickAsync();
        var key = await page.GetByLabel("The new key").InputValueAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await page.ReloadAsync();
        await page.Locator("[data-live]").WaitForAsync();
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        return key;
    }

    private static async Task AdministrationIsRefusedAsync(IPage page)
    {
        foreach (var path in new[] { "/studio/users", "/studio/users/groups", "/studio/keys", "/studio/sessions", "/studio/audit" })
        {
            var answer = await page.GotoAsync(path);
            Assert.Equal(403, answer!.Status);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page is not for you" })).ToBeVisibleAsync();
        }

        // the same from within an open page, which passes no middleware
        await Browser.VisitAsync(page, "/studio/settings");
        await page.EvaluateAsync("Blazor.navigateTo('/studio/users')");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page is not for you" })).ToBeVisibleAsync();
    }

    private static async Task FillAsync(IPage page, string old, string wanted)
    {
        await page.GetByLabel("Old password").FillAsync(old);
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(wanted);
        await page.GetByLabel("New password again").FillAsync(wanted);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
    }
}
