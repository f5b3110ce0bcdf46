using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>The language of the pages, chosen before signing in and changed afterwards.</summary>
public sealed class LanguageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task PickedLanguage_HoldsFromSigningInThroughTheLivePage()
    {
        await using var server = await StudioServer.StartAsync(null, "--api-key", StudioServer.Key);
        using var admin = server.CreateClient(StudioServer.Key);
        (await admin.PostAsJsonAsync("/api/admin/users",
            new { name = "ada", role = "artist", password = "the first password" })).EnsureSuccessStatusCode();
        var page = await browser.OpenAsync(server);
        await SignInInGermanAsync(page);

        await Browser.VisitAsync(page, "/studio/account");
        await IsInAsync(page, "de", "Mein Konto");
        await page.GetByRole(AriaRole.Button, new() { Name = "Neuer Schlüssel" }).ClickAsync(); // drawn by the circuit
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Schlüssel erstellen" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await EventOfTheServerIsInGermanAsync(page, admin);

        await page.Locator("main [data-language]").SelectOptionAsync("ja");
        await IsInAsync(page, "ja", "マイアカウント");
        await page.ReloadAsync();
        await page.Locator("[data-live]").WaitForAsync();
        await IsInAsync(page, "ja", "マイアカウント");
        await page.Locator(".shell-links a[href='/studio/settings']").ClickAsync(); // by the circuit again
        await IsInAsync(page, "ja", "設定");
    }

    private static async Task SignInInGermanAsync(IPage page)
    {
        await page.GotoAsync("/login");
        await IsInAsync(page, "en", "Sign in");
        await page.Locator("[data-language]").SelectOptionAsync("de");
        await IsInAsync(page, "de", "Anmelden");
        await page.GetByLabel("Benutzername").FillAsync("ada");
        await page.GetByLabel("Passwort").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Anmelden" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Name und Passwort gehören nicht zusammen.");
        await page.GetByLabel("Passwort").FillAsync("the first password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Anmelden" }).ClickAsync();
        await page.Locator("[data-live]").WaitForAsync();
    }

    /// <summary>Another thread than the page's own draws the notice, and at its end the page loads anew.</summary>
    private static async Task EventOfTheServerIsInGermanAsync(IPage page, HttpClient admin)
    {
        await SwitchMaintenanceAsync(admin, on: true);
        await Expect(page.Locator(".maintenance h2")).ToHaveTextAsync("Wird aktualisiert …");
        await SwitchMaintenanceAsync(admin, on: false);
        await Expect(page.Locator(".maintenance")).ToHaveCountAsync(0);
        await page.Locator("[data-live]").WaitForAsync();
        await IsInAsync(page, "de", "Mein Konto");
    }

    private static async Task SwitchMaintenanceAsync(HttpClient admin, bool on) =>
        (await admin.PostAsJsonAsync("/api/admin/maintenance", new { on, reason = "a test" })).EnsureSuccessStatusCode();

    private static async Task IsInAsync(IPage page, string code, string title)
    {
        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", code);
    }
}
