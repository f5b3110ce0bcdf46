using Studio.Engine;

namespace Studio.Web.UserData;

/// <summary>A file of a user. <paramref name="Path"/> has forward slashes and begins where the question did.</summary>
public sealed record UserFile(string Path, long Size, DateTimeOffset Modified, DateTimeOffset Created);

/// <summary>An entry of a folder; <paramref name="File"/> is null for a folder.</summary>
public sealed record UserEntry(string Name, string Path, UserFile? File);

/// <summary>
/// A user's own files: workflows, templates, whatever a front end keeps. Every name becomes a path in <see cref="Resolve"/> only.
/// </summary>
public sealed class UserFiles
{
    // links are neither shown nor followed
    private static readonly FolderSearch Visible = new() { FollowsLinks = false, WithHidden = false };
    private static readonly FolderSearch VisibleBelow = Visible with { Depth = 32 };
    private static readonly FolderSearch Everything = new() { FollowsLinks = false, WithFolders = true };

    /// <summary>The files in a folder, sorted by path; paths begin at that folder. Names that begin with a dot are left out.</summary>
    /// <exception cref="UserDataException">BadRequest, Forbidden or NotFound, in ComfyUI's words.</exception>
    public IReadOnlyList<UserFile> List(UserSpace space, string? folder, bool recurse)
    {
        if (string.IsNullOrEmpty(folder))
            throw new UserDataException(UserDataRefusal.BadRequest, "Directory not provided");
        var root = Resolve(space, folder) ?? throw new UserDataException(UserDataRefusal.Forbidden, "Invalid directory");
        if (!Directory.Exists(root))
            throw new UserDataException(UserDataRefusal.NotFound, "Directory not found");
        return [.. FolderListing.Files(root, recurse ? VisibleBelow : Visible).Select(file => Describe(file, file.Name))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>What is in a folder, folders first; paths begin at the user's own folder. Empty when it is not there.</summary>
    /// <exception cref="UserDataException">Forbidden.</exception>
    public IReadOnlyList<UserEntry> Browse(UserSpace space, string? folder)
    {
        var path = Resolve(space, folder ?? "") ?? throw new UserDataException(UserDataRefusal.Forbidden, "Invalid directory path");
        if (!Directory.Exists(path))
            return [];
        var root = Path.GetFullPath(space.Folder);
        return
        [
            .. FolderListing.Entries(path, Everything)
                .Where(entry => !AtomicFile.IsUnfinished(entry.Name))
                .OrderBy(entry => !entry.IsFolder)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => (Entry: entry, Path: PathIn(root, entry.Path)))
                .Select(found =>
                    new UserEntry(found.Entry.Name, found.Path, found.Entry.IsFolder ? null : Describe(found.Entry, found.Path))),
        ];
    }

    /// <summary>The full path of a file that is there.</summary>
    /// <exception cref="UserDataException">Forbidden or NotFound.</exception>
    public string Find(UserSpace space, string file)
    {
        var path = Require(space, file);
        return OrdinaryFile.Exists(path) ? path : throw new UserDataException(UserDataRefusal.NotFound, $"There is no file '{file}'.");
    }

    /// <summary>Keeps a file, whole or not at all.</summary>
    /// <exception cref="UserDataException">Forbidden, or Exists when it is there and may not be replaced.</exception>
    /// <exception cref="EngineException">Storage: the disk is full.</exception>
    public Task<UserFile> WriteAsync(UserSpace space, string file, Stream content, bool overwrite, CancellationToken cancellationToken)
    {
        space.RequireWriter();
        return StoreAsync(space, Require(space, file), overwrite,
            path => AtomicFile.WriteAsync(path, content, overwrite, cancellationToken));
    }

    /// <exception cref="UserDataException">Forbidden or NotFound.</exception>
    public void Delete(UserSpace space, string file)
    {
        space.RequireWriter();
        File.Delete(Find(space, file));
    }

    /// <summary>Gives a file another name or folder, at once.</summary>
    /// <exception cref="UserDataException">Forbidden, NotFound, or Exists when the new name is taken and may not be replaced.</exception>
    public Task<UserFile> MoveAsync(UserSpace space, string file, string destination, bool overwrite)
    {
        space.RequireWriter();
        var from = Find(space, file);
        return StoreAsync(space, Require(space, destination), overwrite, to => Task.FromResult(AtomicFile.Move(from, to, overwrite)));
    }

    private static async Task<UserFile> StoreAsync(UserSpace space, string path, bool overwrite, Func<string, Task<bool>> store)
    {
        if (Directory.Exists(path) || (!overwrite && File.Exists(path)))
            throw new UserDataException(UserDataRefusal.Exists, "File already exists");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!await store(path))
                throw new UserDataException(UserDataRefusal.Exists, "File already exists");
            return Describe(new FileInfo(path), Path.GetFullPath(space.Folder));
        }
        catch (IOException) when (IsBelowAFile(path, space.Folder))
        {
            throw new UserDataException(UserDataRefusal.Exists, "A file has the name of one of the folders.");
        }
        catch (IOException e) when (StorageFault.Of(e) is StorageProblem.NameTooLong or StorageProblem.BadName or StorageProblem.LinkLoop)
        {
            throw new UserDataException(UserDataRefusal.Forbidden, $"The file could not be stored: {StorageFault.Reason(e)}");
        }
        catch (FileNotFoundException)
        {
            throw new UserDataException(UserDataRefusal.NotFound, "The file is not there any more.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not BadHttpRequestException))
        {
            throw new EngineException(StorageFault.MayPass(e) ? EngineError.Storage : EngineError.Unwritable,
                $"The file could not be stored: {StorageFault.Reason(e)}", e);
        }
    }

    private static bool IsBelowAFile(string path, string root)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null
            && parent.Length > root.Length; parent = Path.GetDirectoryName(parent))
        {
            if (File.Exists(parent))
                return true;
        }

        return false;
    }

    /// <summary>A file's full path. The user's folder itself is no file.</summary>
    private static string Require(UserSpace space, string file)
    {
        var path = Resolve(space, file);
        return path is not null && path.Length > Path.GetFullPath(space.Folder).Length && !AtomicFile.IsUnfinished(Path.GetFileName(path))
            ? path
            : throw new UserDataException(UserDataRefusal.Forbidden,
                SafePath.WhyNot(file) ?? $"'{file}' leads out of your folder, or is no file of yours.");
    }

    /// <summary>
    /// The full path below the user's folder, in its one spelling (<see cref="SafePath.Normal"/>); null when the name could leave it. ""
    /// and "." are the folder itself.
    /// </summary>
    private static string? Resolve(UserSpace space, string name) => SafePath.Normal(name) switch
    {
        null => null,
        "" => Path.GetFullPath(space.Folder),
        var relative => SafePath.Below(space.Folder, relative),
    };

    private static UserFile Describe(FoundEntry file, string path) =>
        new(path, file.Bytes, new DateTimeOffset(file.ModifiedUtc), new DateTimeOffset(file.CreatedUtc));

    private static UserFile Describe(FileInfo file, string root) =>
        new(PathIn(root, file.FullName), file.Length, new DateTimeOffset(file.LastWriteTimeUtc), new DateTimeOffset(file.CreationTimeUtc));

    private static string PathIn(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
