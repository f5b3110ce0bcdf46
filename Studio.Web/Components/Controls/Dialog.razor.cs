using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Studio.Web.Components.Controls;

/// <summary>
/// Opens when it appears. Any way of closing ends in <see cref="OnClose"/>; a button in a form with method="dialog" needs no code.
/// </summary>
public sealed partial class Dialog : IAsyncDisposable
{
    private ElementReference _dialog;
    private IJSObjectReference? _script;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Class { get; set; }

    /// <summary>Where the focus goes afterwards when what opened the dialog is gone: a selector.</summary>
    [Parameter]
    public string? Fallback { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Parameter]
    public EventCallback<KeyboardEventArgs> OnKey { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        if (_script is null)
            return;
        try
        {
            await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and its script with it
        }
    }

    /// <summary>Closes it as Escape would.</summary>
    public async Task CloseAsync()
    {
        if (_script is not null)
            await _script.InvokeVoidAsync("close", _dialog);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _script = await JS.InvokeAsync<IJSObjectReference>("import", "/" + Assets["Components/Controls/Dialog.razor.js"]);
        await _script.InvokeVoidAsync("open", _dialog);
    }
}
