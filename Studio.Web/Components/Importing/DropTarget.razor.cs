using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Importing;

/// <summary>
/// On every page with a circuit: one picture that says how it was made is asked about, one that does not becomes the source of the next,
/// several are kept.
/// </summary>
public sealed partial class DropTarget
{
    private const int MostFiles = 50;

    // a circuit carries a file in small pieces, and this process holds it whole
    private const long LargestFile = 64L << 20;

    private DroppedFile? _file;
    private bool _isBusy;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private PendingImport Pending { get; set; } = null!;

    [Inject]
    private IEngine Engine { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private async Task TakeAsync(InputFileChangeEventArgs change)
    {
        _isBusy = true;
        try
        {
            if (change.FileCount > MostFiles)
                Notes.Add(L[$"{MostFiles} files at once are the most; these are {change.FileCount}."], Severity.Warning);
            else if (change.FileCount > 1)
                await AddAllAsync(change.GetMultipleFiles(MostFiles));
            else if (change.FileCount == 1)
                await TakeOneAsync(change.File);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task TakeOneAsync(IBrowserFile file)
    {
        try
        {
            var dropped = DroppedFile.Read(file.Name, await BytesOfAsync(file), Engine.Nodes, Time.GetLocalNow(), L);
            if (dropped.Settings is not null)
                _file = dropped;
            else if (dropped.Size is not null)
                Source(Keep(dropped));
            else
                Notes.Add(L[$"{dropped.Name} is a workflow whose settings this form does not have."], Severity.Warning);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Notes.Add(e.Message, Severity.Error);
        }
        catch (IOException)
        {
            Notes.Add(L[$"{file.Name} could not be read to its end. Drop it again."], Severity.Error);
        }
    }

    private async Task AddAllAsync(IReadOnlyList<IBrowserFile> files)
    {
        var kept = 0;
        foreach (var file in files)
        {
            try
            {
                Keep(DroppedFile.Read(file.Name, await BytesOfAsync(file), Engine.Nodes, Time.GetLocalNow(), L));
                kept++;
            }
            catch (Exception e) when (IsRefusal(e))
            {
                Notes.Add(e.Message, Severity.Error);
            }
            catch (IOException)
            {
                Notes.Add(L[$"{file.Name} could not be read to its end. Drop it again."], Severity.Error);
            }
        }

        if (kept > 0)
            Notes.Add(L.Count(kept, "{0} picture added to your input pictures.", "{0} pictures added to your input pictures."),
                Severity.Normal);
    }

    private void UseSettings(DroppedFile file)
    {
        Pending.Put(file.Settings!);
        Navigation.NavigateTo(PendingImport.Address);
    }

    private void UseAsSource(DroppedFile file) => Try(() => Source(Keep(file)));

    private void Add(DroppedFile file) => Try(() =>
    {
        var image = Keep(file);
        Notes.Add(L[$"{image.FileName} was added to your input pictures."], Severity.Normal);
    });

    private void Source(StoredImage image) =>
        Navigation.NavigateTo("/?source=" + Uri.EscapeDataString(PictureAddress.Annotated(image)));

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            Notes.Add(e.Message, Severity.Error);
        }
    }

    private StoredImage Keep(DroppedFile file)
    {
        if (file.Size is null)
            throw new EngineException(EngineError.BadFile, L[$"{file.Name} is no picture: nothing was kept of it."]);
        return Gallery.Upload(User!, ImageFolder.Input, "", Path.GetFileName(file.Name), file.Bytes, overwrite: false)
            ?? throw new EngineException(EngineError.BadFile,
                L[$"The name {file.Name} cannot be stored on every system. Rename the file."]);
    }

    private async Task<byte[]> BytesOfAsync(IBrowserFile file)
    {
        var limit = Math.Min(Options.MaxUploadBytes, LargestFile);
        if (file.Size > limit)
            throw new EngineException(EngineError.BadFile,
                L[$"{file.Name} has {Readable.Bytes(file.Size)}; {Readable.Bytes(limit)} is the most that can be sent here."]);
        var bytes = new byte[file.Size];
        await using var stream = file.OpenReadStream(limit);
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static bool IsRefusal(Exception e) => e is EngineException or NotAPictureException or UnauthorizedAccessException;
}
