using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

internal static class ModelFilesExtensions
{
    /// <summary>The path of a model file that a prompt names.</summary>
    /// <exception cref="EngineException">It is not there (BadFile).</exception>
    public static string Require(this IModelFiles files, string kind, string name) => files.Find(kind, name)
        ?? throw new EngineException(EngineError.BadFile, $"There is no file {name} in {kind}. Choose one that is listed, or put the file there.");

    /// <summary>Changes when the file does; null when it is not there.</summary>
    public static string? Stamp(this IModelFiles files, string kind, string name)
    {
        if (files.Find(kind, name) is not { } path)
            return null;
        var file = new FileInfo(path);
        return file.Exists ? $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}" : $"{path} {Directory.GetLastWriteTimeUtc(path).Ticks}";
    }
}
