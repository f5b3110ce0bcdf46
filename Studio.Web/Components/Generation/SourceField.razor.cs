using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>The picture that image-to-image starts from: an upload, or one of the gallery by its address.</summary>
public sealed partial class SourceField
{
    // a circuit carries the file in small pieces and this process holds it whole
    private const long LargestUpload = 64L << 20;

    private string? _error;
    private string? _taken;
    private bool _busy;

    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public GenerationChoices Choices { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public EventCallback<DraftEdit> OnEdit { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    private Picture? Picture => Draft.Source is { } source && User is not null ? Gallery.Find(User, PictureAddress.Parse(source)) : null;

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        _error = null;
        _busy = true;
        try
        {
            var limit = Math.Min(Options.MaxUploadBytes, LargestUpload);
            if (change.File.Size > limit)
            {
                _error = $"{change.File.Name} has {Readable.Bytes(change.File.Size)}; {Readable.Bytes(limit)} is the most that can be sent here.";
                return;
            }

            var bytes = new byte[change.File.Size];
            await using (var stream = change.File.OpenReadStream(limit))
                await stream.ReadExactlyAsync(bytes);
            await KeepAsync(change.File.Name, bytes);
        }
        catch (Exception e) when (e is EngineException or NotAPictureException or UnauthorizedAccessException)
        {
            _error = e.Message;
        }
        catch (IOException)
        {
            _error = $"{change.File.Name} could not be read to its end. Choose it again.";
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task KeepAsync(string name, byte[] bytes)
    {
        if (Gallery.Upload(User!, ImageFolder.Input, "", Path.GetFileName(name), bytes, overwrite: false) is not { } image)
            _error = $"The name {name} cannot be stored on every system. Rename the file.";
        else if (Gallery.Find(User!, image) is not { Width: not null })
        {
            Gallery.Delete(User!, image);
            _error = $"{name} is not a picture that can be read: PNG, JPEG, WebP, AVIF, GIF and TIFF can.";
        }
        else
        {
            _taken = image.FileName;
            await EditAsync(Draft with { Source = image.FileName, Mask = null });
        }
    }

    private Task EditAsync(GenerationDraft draft)
    {
        _error = null;
        return OnEdit.InvokeAsync(new(nameof(Draft.Source), draft));
    }
}
