using System.IO.Compression;

namespace Studio.Web.Hosting;

/// <summary>
/// What an empty STUDIO_DIR begins with: STUDIO_DIR.sample, packed into one file beside the published program, or as it is in a folder
/// above the program (built in the repository).
/// </summary>
internal static class SampleFolder
{
    private const string Name = "STUDIO_DIR.sample";

    /// <summary>Copies into a folder what it does not have; nothing when there is no sample.</summary>
    /// <exception cref="IOException">The folder cannot be written, or the packed sample leads out of it.</exception>
    /// <exception cref="InvalidDataException">The packed sample is damaged.</exception>
    public static void CopyTo(string folder)
    {
        var packed = Path.Join(AppContext.BaseDirectory, Name + ".zip");
        if (File.Exists(packed))
            Unpack(packed, folder);
        else if (FindAbove() is { } sample)
            Copy(sample, folder);
    }

    /// <summary>As <see cref="CopyTo"/>, from a sample packed into one file.</summary>
    public static void Unpack(string packed, string folder)
    {
        using var archive = ZipFile.OpenRead(packed);
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        foreach (var entry in archive.Entries)
        {
            var target = Path.GetFullPath(Path.Join(root, entry.FullName));
            if (!target.StartsWith(root, StringComparison.Ordinal))
                throw new IOException($"{packed} has {entry.FullName}, which leads out of the folder.");
            if (entry.Name.Length == 0)
                Directory.CreateDirectory(target);
            else
                Add(target, part => entry.ExtractToFile(part, overwrite: true));
        }
    }

    private static string? FindAbove()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var sample = Path.Join(folder.FullName, Name);
            if (Directory.Exists(sample))
                return sample;
        }

        return null;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Join(to, Path.GetFileName(folder)));
        foreach (var file in Directory.EnumerateFiles(from))
            Add(Path.Join(to, Path.GetFileName(file)), part => File.Copy(file, part, overwrite: true));
    }

    private static void Add(string target, Action<string> write)
    {
        if (File.Exists(target))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // whole or not at all: a start that was killed half-way must not leave half a model
        write(target + ".part");
        File.Move(target + ".part", target);
    }
}
