using Studio.Engine;

namespace Studio.Web.Extensions.Packages;

/// <summary>
/// Puts extensions into STUDIO_DIR/extensions and takes them away. A folder is there as a whole or not at all; the running server keeps
/// what it has loaded, so that everything takes effect after a restart. Asks nobody for permission: that is
/// <see cref="ExtensionSecurity"/>'s.
/// </summary>
internal sealed class ExtensionInstaller(StudioOptions options)
{
    public const string NameRule =
        "use lower case letters, digits, dot, dash and underscore, beginning with a letter or digit, at most 64.";

    private const int LongestName = 64;

    private const string OffEnding = ".disabled";

    private readonly Lock _gate = new();

    private string Root => options.Paths.Extensions;

    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsNameLetter) && SafePath.IsName(name)
            && !name.EndsWith(OffEnding, StringComparison.Ordinal);

    /// <summary>Folders that an earlier run left half made.</summary>
    public void CleanUp()
    {
        if (!Directory.Exists(Root))
            return;
        foreach (var folder in Directory.EnumerateDirectories(Root, ".studio-*"))
            TryDelete(folder);
    }

    public bool Exists(string name) => IsName(name) && FolderOf(name) is not null;

    /// <exception cref="ExtensionException">The package is not acceptable, or the folder cannot be written. Nothing has changed
    /// then.</exception>
    public void Install(ExtensionPackage package, string name)
    {
        RequireName(name);
        var staging = Path.Join(Root, $".studio-new-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(staging);
            package.Unpack(staging);
            _ = ExtensionManifest.Read(Path.Join(staging, ExtensionManifest.FileName));
            lock (_gate)
                Swap(staging, Path.Join(Root, name), FolderOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ExtensionException(
                $"The extension could not be installed: {(e is InvalidDataException ? "the package is damaged." : StorageFault.Reason(e))}", e);
        }
        finally
        {
            TryDelete(staging);
        }
    }

    /// <exception cref="ExtensionException">There is none of this name, or it cannot be moved.</exception>
    public void Remove(string name) => Move(name, _ => Path.Join(Root, $".studio-old-{Guid.NewGuid():N}"), thenDelete: true);

    /// <exception cref="ExtensionException">As for <see cref="Remove"/>.</exception>
    public void Switch(string name, bool on) => Move(name, _ => Path.Join(Root, on ? name : name + OffEnding), thenDelete: false);

    private void Move(string name, Func<string, string> target, bool thenDelete)
    {
        RequireName(name);
        lock (_gate)
        {
            var from = FolderOf(name) ?? throw new ExtensionException($"There is no extension '{name}'.");
            var to = target(from);
            if (from == to)
                return;
            try
            {
                Directory.Move(from, to);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ExtensionException($"The extension's folder cannot be moved: {StorageFault.Reason(e)}", e);
            }

            if (thenDelete)
                TryDelete(to);
        }
    }

    private void Swap(string staging, string target, string? present)
    {
        var old = Path.Join(Root, $".studio-old-{Guid.NewGuid():N}");
        if (present is not null)
            Directory.Move(present, old);
        try
        {
            Directory.Move(staging, target);
        }
        catch
        {
            if (present is not null)
                Directory.Move(old, present);
            throw;
        }

        TryDelete(old);
    }

    private string? FolderOf(string name) =>
        new[] { Path.Join(Root, name), Path.Join(Root, name + OffEnding) }.FirstOrDefault(Directory.Exists);

    private static void RequireName(string name)
    {
        if (!IsName(name))
            throw new ExtensionException($"'{name}' cannot be an extension's name: {NameRule}");
    }

    // a file that is still in use goes with the next start
    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static bool IsNameLetter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_';
}
