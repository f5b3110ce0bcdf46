using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Components.Masking;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>Which part of the source picture is made anew, and how its edge is treated.</summary>
public sealed partial class MaskField
{
    private bool _painting;
    private int _asked;

    /// <summary>The source picture.</summary>
    [Parameter, EditorRequired]
    public Picture Picture { get; set; } = null!;

    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public EventCallback<DraftEdit> OnEdit { get; set; }

    /// <summary>Opens the dialog each time it grows.</summary>
    [Parameter]
    public int PaintAsked { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    private Picture? Mask => Draft.Mask is { } mask && User is not null ? Gallery.Find(User, PictureAddress.Parse(mask)) : null;

    protected override void OnParametersSet()
    {
        _painting |= PaintAsked > _asked;
        _asked = PaintAsked;
    }

    private string KeepMask(string name, byte[] bytes) => MaskFiles.Keep(Gallery, User!, Picture.Image, bytes);

    private Task EditAsync(GenerationDraft draft) => OnEdit.InvokeAsync(new(nameof(Draft.Mask), draft));
}
