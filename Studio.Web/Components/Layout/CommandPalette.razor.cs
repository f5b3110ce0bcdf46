using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Layout;

/// <summary>Goes anywhere by typing, and tells the keys.</summary>
public sealed partial class CommandPalette
{
    private bool _isOpen;
    private bool _showsShortcuts;
    private string _words = "";
    private int _at;
    private Dialog? _dialog;
    private Dialog? _shortcuts;

    /// <summary>Where the navigation of this user leads.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Place> Places { get; set; } = [];

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    private IReadOnlyList<Command> Found { get; set; } = [];

    private IReadOnlyList<Command> All =>
    [
        .. Places.Select(place => new Command(place.Title, place.Icon, place.Path)),
        new(L["Gallery: starred pictures"], "star", "/studio/gallery?star=1"),
        new(L["Gallery: bin"], "trash", "/studio/gallery?bin=1"),
        new(L["Queue: failed jobs"], "alert", "/studio/queue?show=failed"),
        new(L["Switch between light and dark"], "moon", null, "[data-theme-toggle]"),
        new(L["Keyboard shortcuts"], "info", null, "[data-open-shortcuts]"),
        new(L["Reload the page"], "repeat", null, "reload"),
    ];

    private (string Keys, string What)[] Shortcuts =>
    [
        ("Ctrl K", L["Go to a page or run a command"]),
        ("?", L["These shortcuts"]),
        ("Ctrl Enter", L["Generate"]),
        ("Ctrl Shift Enter", L["Generate before all that waits"]),
        ("Ctrl ↑ ↓", L["Weigh the word or the selection in a prompt"]),
        ("← →", L["The picture before and after, in the viewer"]),
        ("Shift click", L["Select all pictures up to here, in the gallery"]),
        ("B E Space", L["Brush, eraser and moving, on a mask"]),
        ("[ ]", L["Size of the brush, on a mask"]),
        ("Ctrl Z", L["Take back, on a mask"]),
        ("Esc", L["Close what is open"]),
    ];

    private void Open()
    {
        (_isOpen, _words, _at) = (true, "", 0);
        Find();
    }

    private void Type(ChangeEventArgs change)
    {
        (_words, _at) = (change.Value as string ?? "", 0);
        Find();
    }

    private void Find()
    {
        var words = _words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Found = [.. All.Where(command => words.All(word => command.Title.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (Found.Count == 0)
            return;
        if (key.Key == "ArrowDown")
            _at = (_at + 1) % Found.Count;
        else if (key.Key == "ArrowUp")
            _at = (_at + Found.Count - 1) % Found.Count;
        else if (key.Key == "Enter")
            await RunAsync(Found[Math.Min(_at, Found.Count - 1)]);
    }

    private Task RunAsync(Command command) => _dialog!.CloseAsync(async () =>
    {
        if (command.Address is { } address)
            Navigation.NavigateTo(address);
        else if (command.Presses == "reload")
            Navigation.Refresh(forceReload: true);
        else
            await JS.InvokeVoidAsync("studioPress", command.Presses);
    });

    /// <param name="Address">Where it leads; null where it does something.</param>
    /// <param name="Presses">A selector of the button that does it.</param>
    private sealed record Command(string Title, string Icon, string? Address, string? Presses = null);
}
