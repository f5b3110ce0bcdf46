using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Library;

/// <summary>Sends a model file of the visitor's, and tells how it goes.</summary>
public sealed partial class ModelUpload : IAsyncDisposable
{
    private DotNetObjectReference<ModelUpload>? _self;
    private IJSObjectReference? _script;
    private string? _text;
    private bool _failed;

    /// <summary>A file has arrived.</summary>
    [Parameter]
    public EventCallback OnArrived { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    /// <summary>So many bytes of a file are there.</summary>
    [JSInvokable]
    public void Sent(string name, long bytes, long total)
    {
        (_text, _failed) = (L[$"{name}: {Readable.Bytes(bytes)} of {Readable.Bytes(total)}"], false);
        StateHasChanged();
    }

    [JSInvokable]
    public async Task ArrivedAsync(string kind, string name)
    {
        (_text, _failed) = (L[$"{name} is in {KindNames.Of(kind, L)}."], false);
        StateHasChanged();
        await OnArrived.InvokeAsync();
    }

    [JSInvokable]
    public void Failed(string name, string why)
    {
        (_text, _failed) = (L[$"{name}: {why} Choose the file again to go on where it was."], true);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        await _script.ReleaseAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _script = await JS.InvokeAsync<IJSObjectReference>("import", "/" + Assets["Components/Library/ModelUpload.razor.js"]);
        await _script.InvokeVoidAsync("listen", _self);
    }
}
