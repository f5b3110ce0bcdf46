using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Studio.Web.Components.Controls;

/// <summary>
/// A modal dialog, open for as long as it is rendered; the layout's MudDialogProvider draws it above the page, and dialog.js keeps the
/// focus inside. Any way of closing ends in <see cref="OnClose"/>.
/// </summary>
public sealed class Dialog : ComponentBase, IDisposable
{
    private DialogFrame? _frame;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Over the whole window.</summary>
    [Parameter]
    public bool IsFullScreen { get; set; }

    /// <summary>Its content is in the address, so that another query is no reason to close.</summary>
    [Parameter]
    public bool IsInAddress { get; set; }

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
    private IDialogService Dialogs { get; set; } = null!;

    /// <summary>Nothing more is told about the way it closes.</summary>
    internal bool IsClosing { get; private set; }

    public void Dispose()
    {
        IsClosing = true;
        _frame?.Close();
    }

    /// <summary>Closes it as Escape would.</summary>
    /// <param name="work">Done after the focus was given back and before <see cref="OnClose"/>: what had the focus may go then.</param>
    public async Task CloseAsync(Func<Task>? work = null)
    {
        if (IsClosing)
            return;
        IsClosing = true;
        _frame?.Close();
        if (work is not null)
            await work();
        await OnClose.InvokeAsync();
    }

    internal void Opened(DialogFrame frame) => _frame = frame;

    protected override void OnInitialized()
    {
        // a page rendered in advance has nobody to ask
        if (RendererInfo.IsInteractive)
            _ = ShowAsync();
    }

    // drawn with the page: the provider would do it a round trip later
    protected override void OnParametersSet() => _frame?.Refresh();

    private async Task ShowAsync()
    {
        try
        {
            var options = new DialogOptions
            {
                NoHeader = true,
                FullScreen = IsFullScreen,
                DefaultFocus = DefaultFocus.None,
                CloseOnNavigation = IsInAddress ? false : null,
            };
            var parameters = new DialogParameters<DialogFrame> { { frame => frame.Owner, this } };
            var shown = await Dialogs.ShowAsync<DialogFrame>(null, parameters, options);
            await shown.Result;
            if (IsClosing)
                return;
            IsClosing = true;
            await InvokeAsync(OnClose.InvokeAsync);
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
