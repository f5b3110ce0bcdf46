using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>The picture that image-to-image starts from: an upload, or one of the gallery by its address.</summary>
public sealed partial class SourceField
{
    private string? _taken;
    private string? _shown;
    private bool _isShown;

    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public GenerationChoices Choices { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public EventCallback<DraftEdit> OnEdit { get; set; }

    /// <summary>Opens the mask's dialog each time it grows.</summary>
    [Parameter]
    public int PaintAsked { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    private Picture? Picture => Draft.Source is { } source && User is not null ? Gallery.Find(User, PictureAddress.Parse(source)) : null;

    // also one that was dropped on the page, or chosen in the gallery, is told of
    protected override void OnParametersSet()
    {
        if (_isShown && Draft.Source != _shown)
            _taken = Draft.Source;
        (_isShown, _shown) = (true, Draft.Source);
    }

    private Task EditAsync(GenerationDraft draft) => OnEdit.InvokeAsync(new(nameof(Draft.Source), draft));
}
