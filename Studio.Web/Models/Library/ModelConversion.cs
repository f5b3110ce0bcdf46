using Studio.Engine;
using Studio.Engine.Models.Files;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Library;

/// <summary>
/// Makes a .safetensors of what torch.save wrote, beside it: the pickle is walked by the reader that runs nothing, and what comes out is a
/// file without a program in it. The old file stays.
/// </summary>
public sealed class ModelConversion(ModelCatalog catalog, IServiceProvider services, Audit audit)
{
    private static readonly string[] Pickles = [".bin", ".ckpt", ".pkl", ".pt", ".pt2", ".pth"];

    private readonly DownloadRoom _room = services.GetRequiredService<DownloadRoom>();

    public static bool IsPickle(string name) => Pickles.Contains(Path.GetExtension(name).ToLowerInvariant());

    /// <returns>The new file's name below the kind's folder.</returns>
    /// <exception cref="LibraryException">Not allowed, not there, no pickle that can be read, or a file of the new name is
    /// there.</exception>
    public async Task<string> ConvertAsync(CurrentUser user, string kind, string name, CancellationToken cancellationToken)
    {
        if (!user.May(Scopes.ModelsWrite))
            throw new LibraryException(LibraryRefusal.NotAllowed, $"Changing model files needs the scope {Scopes.ModelsWrite}.");
        var file = catalog.FindFile(kind, name) ?? throw new LibraryException(LibraryRefusal.NotFound, $"There is no file {kind}/{name}.");
        if (!IsPickle(file.Name))
            throw new LibraryException(LibraryRefusal.BadRequest, $"'{name}' is not what torch.save writes; there is nothing to convert.");
        var target = Path.ChangeExtension(file.Path, ".safetensors");
        if (Path.Exists(target))
            throw new LibraryException(LibraryRefusal.Exists, $"There is a file {Path.GetFileName(target)} beside it already.");
        if (_room.WhyNot(target, Path.GetDirectoryName(target)!, file.Bytes) is { } shortage)
            throw new LibraryException(LibraryRefusal.Storage, shortage);
        await Task.Run(() => Write(file, target, cancellationToken), cancellationToken);
        audit.Record(AuditEntry.By(user, "model.converted") with { Target = $"{kind}/{name}" });
        return Path.ChangeExtension(file.Name, ".safetensors");
    }

    private static void Write(ModelFile file, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var tensors = TensorFile.Open(file.Path);
            AtomicFile.Create(Path.GetDirectoryName(target)!, stream =>
                SafetensorsCopy.Write(tensors, stream, tensors.Header.Metadata, cancellationToken),
                () => Path.Exists(target)
                    ? throw new LibraryException(LibraryRefusal.Exists, $"A file {Path.GetFileName(target)} has just been made.")
                    : Path.GetFileName(target));
        }
        catch (EngineException e)
        {
            throw new LibraryException(LibraryRefusal.BadRequest, $"It cannot be converted: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(LibraryRefusal.Storage, $"It cannot be stored: {StorageFault.Reason(e)}");
        }
    }
}
