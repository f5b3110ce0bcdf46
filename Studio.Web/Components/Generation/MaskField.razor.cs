using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>Which part of the source picture is made anew, and how its edge is treated.</summary>
public sealed partial class MaskField
{
    private bool _painting;

    /// <summary>The source picture.</summary>
    [Parameter, EditorRequired]
    public Picture Picture { get; set; } = null!;

    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public EventCallback<DraftEdit> OnEdit { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    private Picture? Mask => Draft.Mask is { } mask && User is not null ? Gallery.Find(User, PictureAddress.Parse(mask)) : null;

    private Task EditAsync(GenerationDraft draft) => OnEdit.InvokeAsync(new(nameof(Draft.Mask), draft));
}
