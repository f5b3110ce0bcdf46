using System.Security.Cryptography;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Library;

/// <summary>
/// Changing model files: the rules and the work, whichever door the wish came through. Whoever moves or renames a file takes along what
/// lies beside it under its name and what is known of it; what is deleted lies in a bin until somebody empties it.
/// </summary>
public sealed class ModelLibrary(ModelCatalog catalog, LibraryStore store, OriginStore origins, Audit audit, MaintenanceGate maintenance,
    TimeProvider time)
{
    private const string BinFolder = ".bin";
    private const int LongestNotes = 20_000;
    private const int MostTags = 50;
    private const int LongestTag = 60;

    /// <summary>Gives a file another name, in the same folder or another kind's.</summary>
    /// <param name="toName">Below the kind's folder, forward slashes.</param>
    /// <exception cref="LibraryException">Not allowed, not there, taken, or no such name.</exception>
    public ModelFile Move(CurrentUser user, string kind, string name, string toKind, string toName)
    {
        Require(user);
        var file = Find(kind, name);
        var (folder, path) = Place(file, toKind, toName);
        Try(() => MoveWithCompanions(file.Path, path));
        store.Move(file.Path, path);
        origins.Move(file.Path, path);
        Record(user, "model.moved", $"{kind}/{name}", $"to {toKind}/{toName}");
        return catalog.FindFile(folder.Key, toName.Replace('\\', '/'))!;
    }

    /// <summary>Puts a file into the bin.</summary>
    /// <exception cref="LibraryException">Not allowed or not there.</exception>
    public BinnedModel Delete(CurrentUser user, string kind, string name)
    {
        Require(user);
        var file = Find(kind, name);
        var id = Guid.NewGuid().ToString("N");
        var root = catalog.Folder(file.Kind)!.Paths[file.PathIndex];
        var binned = new BinnedModel(id, file.Path, Path.Join(root, BinFolder, id, Path.GetFileName(file.Path)), file.Kind, file.Name,
            file.Bytes,
            time.GetUtcNow(), user.Id);
        store.AddToBin(binned); // the row first: what is in the bin is always known
        try
        {
            Try(() => MoveWithCompanions(file.Path, binned.BinPath));
        }
        catch
        {
            store.RemoveFromBin(id);
            throw;
        }

        Record(user, "model.deleted", $"{kind}/{name}", null);
        return binned;
    }

    /// <summary>What lies in the bin, the latest first.</summary>
    public IReadOnlyList<BinnedModel> Bin() => [.. store.Bin().Where(one => Path.Exists(one.BinPath))];

    /// <summary>Takes a file out of the bin, to where it was.</summary>
    /// <exception cref="LibraryException">Not allowed, not in the bin, or another file is there now.</exception>
    public ModelFile Restore(CurrentUser user, string id)
    {
        Require(user);
        var binned = Bin().FirstOrDefault(one => one.Id == id)
            ?? throw new LibraryException(LibraryRefusal.NotFound, "It is not in the bin any more.");
        if (Path.Exists(binned.Path))
            throw new LibraryException(LibraryRefusal.Exists, $"There is another {binned.Kind}/{binned.Name} now. Rename that one first.");
        Try(() => MoveWithCompanions(binned.BinPath, binned.Path));
        store.RemoveFromBin(id);
        Try(() => Directory.Delete(Path.GetDirectoryName(binned.BinPath)!, recursive: false));
        Record(user, "model.restored", $"{binned.Kind}/{binned.Name}", null);
        return catalog.FindFile(binned.Kind, binned.Name)!;
    }

    /// <summary>Deletes for good what lies in the bin: one, or all when null.</summary>
    /// <returns>Bytes that are free now.</returns>
    /// <exception cref="LibraryException">Not allowed.</exception>
    public long Empty(CurrentUser user, string? id = null)
    {
        Require(user);
        var bytes = 0L;
        foreach (var binned in store.Bin().Where(one => id is null || one.Id == id))
        {
            Try(() =>
            {
                if (Path.GetDirectoryName(binned.BinPath) is { } folder && Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            });
            store.RemoveFromBin(binned.Id);
            bytes += binned.Bytes;
        }

        Record(user, "model.bin.emptied", id, null);
        return bytes;
    }

    /// <summary>Takes the SHA-256 of a file, and keeps it.</summary>
    /// <returns>The hash, and the one it had when it was fetched; null where nobody knows.</returns>
    /// <exception cref="LibraryException">Not there, or not readable.</exception>
    public async Task<(string Hash, string? Fetched)> VerifyAsync(CurrentUser user, string kind, string name,
        CancellationToken cancellationToken)
    {
        Require(user);
        var file = Find(kind, name);
        try
        {
            await using var stream = new FileStream(file.Path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete, BufferSize = 1 << 20,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
            store.Save((store.Note(file.Path) ?? ModelNote.Empty(file.Path)) with { Hash = hash, HashedBytes = file.Bytes,
                HashedModified = file.Modified });
            return (hash, origins.Find(file.Path)?.Hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(LibraryRefusal.Storage, $"It cannot be read: {StorageFault.Reason(e, isWrite: false)}");
        }
    }

    /// <summary>Writes down what somebody says of a file.</summary>
    /// <exception cref="LibraryException">Not allowed, not there, or too long.</exception>
    public ModelNote Keep(CurrentUser user, string kind, string name, IReadOnlyList<string> tags, string notes, double? strength)
    {
        Require(user);
        var file = Find(kind, name);
        var clean = tags.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (clean.Count > MostTags || clean.Any(tag => tag.Length > LongestTag))
            throw new LibraryException(LibraryRefusal.BadRequest, $"A file may have {MostTags} tags of {LongestTag} characters.");
        if (notes.Length > LongestNotes)
            throw new LibraryException(LibraryRefusal.BadRequest, $"Notes may have {LongestNotes} characters.");
        if (strength is not null and not (>= -20 and <= 20))
            throw new LibraryException(LibraryRefusal.BadRequest, "The usual strength is a number from -20 to 20.");
        var note = (store.Note(file.Path) ?? ModelNote.Empty(file.Path)) with { Tags = clean, Notes = notes, Strength = strength };
        store.Save(note);
        return note;
    }

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(LibraryRefusal.Storage, $"It cannot be moved: {StorageFault.Reason(e)}");
        }
    }

    private void Require(CurrentUser user)
    {
        if (!user.May(Scopes.ModelsWrite))
            throw new LibraryException(LibraryRefusal.NotAllowed, $"Changing model files needs the scope {Scopes.ModelsWrite}.");
        if (maintenance.IsClosed && !user.IsAdmin)
            throw new LibraryException(LibraryRefusal.NotAllowed, MaintenanceGate.Message);
    }

    private ModelFile Find(string kind, string name) => catalog.FindFile(kind, name)
        ?? throw new LibraryException(LibraryRefusal.NotFound, $"There is no file {kind}/{name}.");

    private (ModelFolder Folder, string Path) Place(ModelFile file, string toKind, string toName)
    {
        var folder = catalog.Folder(toKind) is { Paths.Count: > 0 } found && found.HoldsFolders == catalog.Folder(file.Kind)!.HoldsFolders
            ? found
            : throw new LibraryException(LibraryRefusal.BadRequest, $"There is no kind of model called '{toKind}' for such files.");
        if (SafePath.WhyNot(toName) is { } why)
            throw new LibraryException(LibraryRefusal.BadRequest, why);
        if (!folder.HoldsFolders && !folder.Extensions.Contains(Path.GetExtension(toName).ToLowerInvariant()))
            throw new LibraryException(LibraryRefusal.BadRequest, $"Files of the kind '{toKind}' end in {string.Join(", ", folder.Extensions)}.");
        // in its own kind a file stays in its own one of several folders
        var root = folder.Paths[folder.Key == file.Kind ? file.PathIndex : 0];
        var path = SafePath.Below(root, toName)
            ?? throw new LibraryException(LibraryRefusal.BadRequest, $"'{toName}' leads out of its folder.");
        if (Path.Exists(path) || catalog.FindFile(folder.Key, toName) is not null)
            throw new LibraryException(LibraryRefusal.Exists, $"There is a file {toKind}/{toName} already.");
        return (folder, path);
    }

    private void Record(CurrentUser user, string action, string? target, string? detail) =>
        audit.Record(AuditEntry.By(user, action) with { Target = target, Detail = detail });

    // model.png, model.preview.png, model.json and their like go where the model goes
    private static void MoveWithCompanions(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var companions = Directory.Exists(from) ? [] : CompanionsOf(from).ToList();
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else if (!AtomicFile.Move(from, to, overwrite: false))
            throw new LibraryException(LibraryRefusal.Exists, "A file of that name has just been made.");
        var (oldStem, newStem) = (Path.ChangeExtension(from, null), Path.ChangeExtension(to, null));
        foreach (var companion in companions)
            AtomicFile.Move(companion, newStem + companion[oldStem.Length..], overwrite: false);
    }

    private static IEnumerable<string> CompanionsOf(string path)
    {
        string[] endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".preview.png", ".preview.jpg", ".preview.jpeg",
            ".preview.webp",
            ".json", ".metadata.json", ".civitai.info", ".txt", ".md", ".yaml"];
        var others = Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + ".*").Where(
            other => other != path && ModelFolder.Weights.Contains(Path.GetExtension(other).ToLowerInvariant()));
        if (others.Any())
            return []; // they are another model's as well
        return endings.Select(ending => Path.ChangeExtension(path, null) + ending).Where(other => other != path && File.Exists(other));
    }
}
