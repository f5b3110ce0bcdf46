using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Workflows;

/// <summary>A picture of the input folder that a form asks for: chosen, dropped or pasted.</summary>
public sealed partial class FormPicture
{
    // a circuit carries the file in small pieces and this process holds it whole
    private const long LargestUpload = 64L << 20;

    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    /// <summary>The picture's name in the input folder; empty for none.</summary>
    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback<string> ValueChanged { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    private Picture? Picture => User is null ? null : Gallery.Find(User, PictureAddress.Parse(Value));

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        (_problem, _busy) = (null, true);
        try
        {
            var limit = Math.Min(Options.MaxUploadBytes, LargestUpload);
            if (change.File.Size > limit)
            {
                var (size, most) = (Readable.Bytes(change.File.Size), Readable.Bytes(limit));
                _problem = L[$"{change.File.Name} has {size}; {most} is the most that can be sent here."];
                return;
            }
            var bytes = new byte[change.File.Size];
            await using (var stream = change.File.OpenReadStream(limit))
                await stream.ReadExactlyAsync(bytes);
            var kept = Gallery.Upload(User!, ImageFolder.Input, "", Path.GetFileName(change.File.Name), bytes, overwrite: false,
                change.File.ContentType);
            if (kept is null)
                _problem = L[$"The name {change.File.Name} cannot be stored on every system. Rename the file."];
            else
                await ValueChanged.InvokeAsync(kept.Subfolder.Length == 0 ? kept.FileName : $"{kept.Subfolder}/{kept.FileName}");
        }
        catch (Exception e) when (e is EngineException or NotAPictureException or UnauthorizedAccessException)
        {
            _problem = e.Message;
        }
        catch (IOException)
        {
            _problem = L[$"{change.File.Name} could not be read to its end. Choose it again."];
        }
        finally
        {
            _busy = false;
        }
    }
}
