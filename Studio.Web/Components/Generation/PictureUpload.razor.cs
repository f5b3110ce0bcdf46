using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Generation;

/// <summary>Keeps a chosen file among the user's input pictures and tells its name; says what is wrong with one that cannot be
/// used.</summary>
public sealed partial class PictureUpload
{
    // a circuit carries the file in small pieces and this process holds it whole
    private const long LargestUpload = 64L << 20;

    private string? _error;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What the field is called by who cannot see it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Class { get; set; }

    /// <summary>What the form says against what it has.</summary>
    [Parameter]
    public string? Error { get; set; }

    /// <summary>Where a file goes, by its name and its bytes; null for the top of the user's input folder.</summary>
    [Parameter]
    public Func<string, byte[], string>? Keep { get; set; }

    /// <summary>The picture, as a prompt names it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnTaken { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        _error = null;
        _isBusy = true;
        try
        {
            var limit = Math.Min(Options.MaxUploadBytes, LargestUpload);
            if (change.File.Size > limit)
            {
                var (size, most) = (Readable.Bytes(change.File.Size), Readable.Bytes(limit));
                _error = L[$"{change.File.Name} has {size}; {most} is the most that can be sent here."];
                return;
            }

            var bytes = new byte[change.File.Size];
            await using (var stream = change.File.OpenReadStream(limit))
                await stream.ReadExactlyAsync(bytes);
            await OnTaken.InvokeAsync((Keep ?? KeepAtTop)(change.File.Name, bytes));
        }
        catch (Exception e) when (e is EngineException or NotAPictureException or UnauthorizedAccessException)
        {
            _error = e.Message;
        }
        catch (IOException)
        {
            _error = L[$"{change.File.Name} could not be read to its end. Choose it again."];
        }
        finally
        {
            _isBusy = false;
        }
    }

    private string KeepAtTop(string name, byte[] bytes)
    {
        if (PictureGallery.SizeOf(bytes) is null)
            throw new EngineException(EngineError.BadFile,
                L[$"{name} is not a picture that can be read: PNG, JPEG, WebP, AVIF, GIF and TIFF can."]);
        return Gallery.Upload(User!, ImageFolder.Input, "", Path.GetFileName(name), bytes, overwrite: false)?.FileName
            ?? throw new EngineException(EngineError.BadFile, L[$"The name {name} cannot be stored on every system. Rename the file."]);
    }
}
