using System.Runtime.InteropServices;

namespace Studio.Engine.Models;

/// <summary>What tells one state of a file from another without reading it. Of a link it is what the link leads to.</summary>
/// <param name="Written">Ticks of the last write; of a folder the sum over its files, so that an older file in place of another shows
/// too.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(long Length, long Written)
{
    /// <summary>Of a file, or of all files of a folder together.</summary>
    /// <exception cref="EngineException">BadFile: there is neither.</exception>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists)
            return Of(file);
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
            throw new EngineException(EngineError.BadFile, $"There is no model file or folder '{path}'.");
        return FolderListing.Files(path, new() { Depth = 16 }).Aggregate(default(FileStamp), (all, part) =>
            new FileStamp(all.Length + part.Bytes, unchecked(all.Written + part.ModifiedUtc.Ticks)));
    }

    private static FileStamp Of(FileInfo file)
    {
        // the length and time of a link itself do not change when the file behind it does
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? new FileStamp(target.Length, target.LastWriteTimeUtc.Ticks) : default;
    }
}
