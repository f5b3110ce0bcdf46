using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Controls;

/// <summary>One picture as large as it fits, with how it was made. Arrow keys go to its neighbours, Escape closes.</summary>
public sealed partial class PictureViewer
{
    private Dialog? _dialog;
    private bool _deleting;
    private bool _isActual;

    [Parameter, EditorRequired]
    public Picture Picture { get; set; } = null!;

    [Parameter]
    public bool HasPrevious { get; set; }

    [Parameter]
    public bool HasNext { get; set; }

    /// <summary>-1 to the newer neighbour, 1 to the older one.</summary>
    [Parameter]
    public EventCallback<int> OnStep { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    /// <summary>Already confirmed. Without it there is no button.</summary>
    [Parameter]
    public EventCallback<Picture> OnDelete { get; set; }

    /// <summary>Closes as Escape would, so that the focus goes back.</summary>
    public Task CloseAsync() => _dialog?.CloseAsync() ?? Task.CompletedTask;

    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        if (_deleting || key.AltKey || key.CtrlKey || key.MetaKey)
            return;
        if (key.Key == "ArrowLeft" && HasPrevious)
            await OnStep.InvokeAsync(-1);
        else if (key.Key == "ArrowRight" && HasNext)
            await OnStep.InvokeAsync(1);
    }
}
