using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>Choosing from a list without a mouse: opened, walked, typed to, left as it was.</summary>
public sealed class ListTests(Browser browser, FilledServer filled) : IClassFixture<Browser>, IClassFixture<FilledServer>
{
    [Fact]
    [Trait("Category", "Long")]
    public Task Sampler_ByKeyboard_IsWalkedTypedToAndLeftAsItWas() => WalkSamplersAsync(1440, 900);

    [Fact]
    [Trait("Category", "Long")]
    public Task Sampler_ByKeyboard_IsWalkedTypedToAndLeftAsItWas_OnAPhone() => WalkSamplersAsync(390, 844);

    private async Task WalkSamplersAsync(int width, int height)
    {
        var page = await OpenAsync("/", width, height);
        var sampler = page.GetByLabel("Sampler", new() { Exact = true });
        var options = page.GetByRole(AriaRole.Option);
        await sampler.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(sampler).ToHaveAttributeAsync("aria-expanded", "true");
        await ExpectActiveAsync(page, sampler, "euler");
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectActiveAsync(page, sampler, "euler_ancestral");
        var frame = page.Locator(".choices.mud-popover-open");
        Assert.Equal(0, await frame.EvaluateAsync<int>("frame => frame.scrollHeight - frame.clientHeight")); // it is the list that scrolls
        await page.Keyboard.PressAsync("Escape");
        await Expect(options).ToHaveCountAsync(0);
        await Expect(sampler).ToHaveValueAsync("euler");

        await page.Keyboard.PressAsync("Enter");
        await ExpectActiveAsync(page, sampler, "euler");
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectActiveAsync(page, sampler, "euler_ancestral");
        await page.Keyboard.PressAsync("Enter");
        await Expect(sampler).ToHaveValueAsync("euler_ancestral");
        await Expect(sampler).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByLabel("Scheduler")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.TypeAsync("heunpp"); // without opening it
        await Expect(sampler).ToHaveValueAsync("heunpp2");
    }

    [Fact]
    public async Task Model_ByKeyboard_IsFoundByAPartOfItsNameAndSentFromThere()
    {
        var page = await OpenAsync("/", 1440, 900);
        var model = page.Locator("#checkpoint");
        await model.FillAsync("demo safe");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["studio-demo.safetensors"]);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await Expect(model).ToHaveValueAsync("studio-demo.safetensors");
        await model.FillAsync("no such model");
        await Expect(page.GetByText("No model has that in its name.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(model).ToHaveValueAsync("studio-demo.safetensors");

        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("sent from the list of models");
        await model.FocusAsync();
        await GenerateTests.SendAsync(page);
        await Expect(page.GetByAltText("sent from the list of models")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Role_InADialog_TakesEscapeAndEnterForItself()
    {
        var page = await OpenAsync("/studio/users", 390, 844);
        await page.GetByRole(AriaRole.Button, new() { Name = "New user" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var role = dialog.GetByLabel("Role");
        await role.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(4);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Enter");
        await ExpectActiveAsync(page, role, "artist");
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectActiveAsync(page, role, "operator");
        await page.Keyboard.PressAsync("Enter");
        await Expect(role).ToHaveValueAsync("operator");
        await Expect(page.GetByText("cancels everybody's jobs")).ToBeVisibleAsync();
        await Expect(dialog).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task ExpectActiveAsync(IPage page, ILocator list, string name)
    {
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = name, Exact = true })).ToBeInViewportAsync();
        var id = await page.GetByRole(AriaRole.Option, new() { Name = name, Exact = true }).GetAttributeAsync("id");
        await Expect(list).ToHaveAttributeAsync("aria-activedescendant", id!);
    }

    private async Task<IPage> OpenAsync(string path, int width, int height)
    {
        var page = await browser.OpenAsync(filled.Server, width, height);
        await AccountTests.SignInWithKeyAsync(page, "/login?with=key");
        await Browser.VisitAsync(page, path);
        await Expect(page.Locator("form[inert]")).ToHaveCountAsync(0);
        return page;
    }
}
