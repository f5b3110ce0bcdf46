using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

internal static class ModelFilesExtensions
{
    /// <summary>The path of a model file that a prompt names.</summary>
    /// <exception cref="EngineException">It is not there (BadFile).</exception>
    public static string Require(this IModelFiles files, string kind, string name) => files.Find(kind, name)
        ?? throw new EngineException(EngineError.BadFile,
            $"There is no file {name} in {kind}. Choose one that is listed, or put the file there.");

    /// <summary>Changes when the file does, or any file of a folder; null when it is not there.</summary>
    public static string? Stamp(this IModelFiles files, string kind, string name) =>
        files.Find(kind, name) is { } path && (File.Exists(path) || Directory.Exists(path)) ? $"{path} {FileStamp.Of(path)}" : null;

    /// <summary>Changes when any file of a kind does, or one comes or goes.</summary>
    public static string StampOfAll(this IModelFiles files, string kind) =>
        string.Join('\n', files.Names(kind).Select(name => files.Stamp(kind, name)));
}
