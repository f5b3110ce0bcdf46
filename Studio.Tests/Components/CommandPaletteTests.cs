using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Components.Layout;

namespace Studio.Tests.Components;

public sealed class CommandPaletteTests : MudContext
{
    private static readonly Place[] Places = [new("/", "Generate", "generate"), new("/studio/queue", "Queue", "queue"),
        new("/studio/models", "Models", "models")];

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Typed_TheWordsNarrowTheListAndEnterGoesThere()
    {
        await OpenAsync();
        Assert.Equal("Generate", Marked());
        await Dialogs.Find("[role=combobox]").InputAsync("mod");
        Assert.Equal("Models", Assert.Single(Options()));
        await Dialogs.Find("[role=combobox]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        Assert.EndsWith("/studio/models", Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(Dialogs.FindAll("[role=combobox]"));
    }

    [Fact]
    public async Task Arrows_GoRoundTheList()
    {
        await OpenAsync();
        await Dialogs.Find("[role=combobox]").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown" });
        Assert.Equal("Queue", Marked());
        await Dialogs.Find("[role=combobox]").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowUp" });
        await Dialogs.Find("[role=combobox]").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowUp" });
        Assert.Equal(Options()[^1], Marked());
    }

    [Fact]
    public async Task Nothing_CalledSo_IsSaidAndEnterDoesNothing()
    {
        await OpenAsync();
        await Dialogs.Find("[role=combobox]").InputAsync("zzz");
        Assert.Contains("Nothing is called so.", Dialogs.Markup, StringComparison.Ordinal);
        var before = Navigation.Uri;
        await Dialogs.Find("[role=combobox]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        Assert.Equal(before, Navigation.Uri);
    }

    [Fact]
    public async Task Command_ThatIsAButton_PressesIt()
    {
        await OpenAsync();
        await Dialogs.Find("[role=combobox]").InputAsync("dark");
        await Dialogs.Find("[role=option]").ClickAsync();
        Assert.Equal("[data-theme-toggle]", JSInterop.Invocations["studioPress"].Single().Arguments[0]);
    }

    private async Task OpenAsync()
    {
        _ = Dialogs;
        var palette = Render<CommandPalette>(parameters => parameters.Add(palette => palette.Places, Places));
        await palette.Find("[data-open-palette]").ClickAsync();
        Dialogs.WaitForElement("[role=combobox]");
    }

    private IReadOnlyList<string> Options() => [.. Dialogs.FindAll("[role=option]").Select(option => option.TextContent.Trim())];

    private string Marked() => Dialogs.Find("[role=option][aria-selected=true]").TextContent.Trim();
}
