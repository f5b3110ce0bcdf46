using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Masking;

/// <summary>A picture with a brush over it; what was painted becomes a file in the user's input folder.</summary>
public sealed partial class MaskDialog : IAsyncDisposable
{
    // white on black, at most 2048 pixels a side
    private const long LargestMask = 16L << 20;

    private Dialog? _dialog;
    private ElementReference _frame;
    private IJSObjectReference? _editor;
    private string? _error;

    [Parameter, EditorRequired]
    public Picture Picture { get; set; } = null!;

    /// <summary>The mask to go on with; null for an empty one.</summary>
    [Parameter]
    public Picture? Mask { get; set; }

    /// <summary>The new mask's file, as a prompt names it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnUse { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        if (_editor is null)
            return;
        try
        {
            await _editor.InvokeVoidAsync("close");
            await _editor.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and its canvas with it
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // the dialog's content is drawn by the layout, after the first render of this
        if (_editor is not null || _frame.Id is null)
            return;
        var script = await JS.InvokeAsync<IJSObjectReference>("import", "/" + Assets["Components/Masking/MaskDialog.razor.js"]);
        _editor = await script.InvokeAsync<IJSObjectReference>("open", _frame, Mask is null ? null : PictureAddress.View(Mask));
        await script.DisposeAsync();
    }

    private Task CloseAsync() => _dialog?.CloseAsync() ?? Task.CompletedTask;

    private async Task UseAsync()
    {
        if (_editor is null)
            return;
        try
        {
            if (await _editor.InvokeAsync<bool>("isEmpty"))
            {
                _error = L["Nothing is painted: paint over what shall change."];
                return;
            }

            await using var file = await _editor.InvokeAsync<IJSStreamReference>("take");
            await using var stream = await file.OpenReadStreamAsync(LargestMask);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            var name = MaskFiles.Keep(Gallery, User!, Picture.Image, bytes.ToArray());
            await _dialog!.CloseAsync(() => OnUse.InvokeAsync(name));
        }
        catch (Exception e) when (e is EngineException or NotAPictureException or UnauthorizedAccessException)
        {
            _error = e.Message;
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException)
        {
            _error = L["The mask did not arrive whole. Use it again when the connection is back."];
        }
    }
}
