using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.UserData;

namespace Studio.Web.Components.Notices;

/// <summary>Chooses, keeps, and says what this browser makes of it.</summary>
public sealed partial class NoticeCard : IAsyncDisposable
{
    private NoticeChoice _choice = new();
    private string _permission = "";
    private string? _problem;
    private ElementReference _box;
    private IJSObjectReference? _script;
    private DotNetObjectReference<NoticeCard>? _self;

    [CascadingParameter]
    private CurrentUser? SignedIn { get; set; }

    [Inject]
    private NoticeChoices Choices { get; set; } = null!;

    [Inject]
    private CircuitUser Circuit { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    private Choice[] Whens =>
    [
        new(nameof(NoticeWhen.AllDone), L["When all of mine is done, or one fails"]),
        new(nameof(NoticeWhen.EveryJob), L["After each of my jobs"]),
        new(nameof(NoticeWhen.Nothing), L["Never"]),
    ];

    private bool IsSilent => _choice.When == NoticeWhen.Nothing;

    private string BrowserHint => _permission switch
    {
        "unsupported" => L["This browser notifies only over https, or from the machine itself."],
        "denied" => L["This browser does not let the server notify you; its own settings for this address can change that."],
        "granted" => L["This browser lets the server notify you."],
        _ => L["The browser asks you when you switch it on; each browser does so once."],
    };

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        await _script.ReleaseAsync();
    }

    /// <summary>Told by the browser: the box was clicked, and what its permission is now.</summary>
    [JSInvokable]
    public async Task Answered(bool wanted, string permission)
    {
        _permission = permission;
        await KeepAsync(_choice with { InBrowser = wanted && permission == "granted" });
        StateHasChanged();
    }

    protected override void OnInitialized()
    {
        if (SignedIn is { } user)
            _choice = Choices.Read(user);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _script = await JS.InvokeAsync<IJSObjectReference>("import", "/" + Assets["notices.js"]);
        _self = DotNetObjectReference.Create(this);
        _permission = await _script.InvokeAsync<string>("attach", _box, _self) ?? "";
        StateHasChanged();
    }

    private Task ChooseWhenAsync(string when) => KeepAsync(_choice with { When = Enum.Parse<NoticeWhen>(when) });

    private async Task ChooseSoundAsync(bool wanted)
    {
        await KeepAsync(_choice with { WithSound = wanted });
        if (wanted && _script is { } script)
            await script.InvokeVoidAsync("sound");
    }

    private async Task KeepAsync(NoticeChoice choice)
    {
        _problem = null;
        try
        {
            Choices.Keep(await Circuit.RequireAsync(), choice);
            _choice = choice;
        }
        catch (Exception e) when (e is EngineException or UserDataException or UnauthorizedAccessException)
        {
            _problem = e.Message;
        }
    }
}
