using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Extensions;

namespace Studio.Tests.Components;

/// <summary>Changing extensions from the settings page, over the real services.</summary>
public sealed class ExtensionListTests : MudContext
{
    private StudioApplication _studio = null!;

    private string Folder => Path.Join(_studio.StudioDir, "extensions", "broken");

    protected override async Task EndAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Level_Strong_OffersNoButtonsAndSaysWhy()
    {
        var page = await OpenAsync(ExtensionSecurityLevel.Strong, CurrentUser.Local);
        Assert.Contains("not loaded", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Security level strong", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task Level_Weak_SwitchesOffAndRemovesAfterTheQuestion()
    {
        var page = await OpenAsync(ExtensionSecurityLevel.Weak, CurrentUser.Local);
        await page.FindAll("button").First(button => button.TextContent == "Switch off").ClickAsync(new());
        Assert.False(Directory.Exists(Folder));
        Assert.Contains("counts from the next start", page.Markup, StringComparison.Ordinal);
        var notes = Render<MudSnackbarProvider>();
        Assert.Contains("broken is off from the next start.", notes.Markup, StringComparison.Ordinal);
        await notes.Find(".mud-snackbar-action-button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.True(Directory.Exists(Folder)));
        await page.FindAll("button").First(button => button.TextContent == "Switch off").ClickAsync(new());

        await page.FindAll("button").First(button => button.TextContent == "Remove").ClickAsync(new());
        Assert.NotEmpty(Directory.GetDirectories(Path.GetDirectoryName(Folder)!));
        await Dialogs.Find(".danger").ClickAsync(new());
        Assert.Empty(Directory.GetDirectories(Path.GetDirectoryName(Folder)!));
    }

    [Fact]
    public async Task Others_SeeTheListWithoutReasonsAndButtons()
    {
        var page = await OpenAsync(ExtensionSecurityLevel.Weak, StudioApplication.User("otto", Roles.Operator));
        Assert.Contains("broken", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button, .extension-problem"));
    }

    private async Task<IRenderedComponent<ExtensionList>> OpenAsync(ExtensionSecurityLevel level, CurrentUser user)
    {
        _studio = await StudioApplication.StartAsync(options =>
        {
            options.Auth.KeySource = null;
            options.Extensions.Security = level;
            Directory.CreateDirectory(Path.Join(options.Paths.Extensions, "broken"));
            File.WriteAllText(Path.Join(options.Paths.Extensions, "broken", "extension.json"), "{ not json");
        });
        Services.AddSingleton(_studio.Get<ExtensionCatalog>()).AddSingleton(_studio.Get<ExtensionSecurity>())
            .AddSingleton(_studio.Get<StudioOptions>())
            .AddSingleton(new CircuitUser(new FixedSignIn(user), _studio.Get<SessionWatch>()));
        _ = Dialogs;
        return Render<ExtensionList>(page => page.AddCascadingValue(user));
    }
}
