using System.Globalization;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record LoadTextFileOutputs(string String, [Output("DICT", Type = "DICT")] object? Dict);

[Node("Load Text File", Pack = WasPack.Name, DisplayName = "Load Text File", Category = "WAS Suite/IO",
    Description = "A text file of the input folder.")]
public sealed class LoadTextFile(IImageStore store) : INode<LoadTextFileOutputs>, IFingerprint
{
    [Input]
    public string FilePath { get; init; } = "";

    [Input]
    public string DictionaryName { get; init; } = "[filename]";

    public LoadTextFileOutputs Run(NodeContext context)
    {
        var path = store.Find(FilePath) ?? store.Find(Path.GetFileName(FilePath.Replace('\\', '/')));
        if (path is null)
            context.Warn($"There is no text file '{FilePath}' in the input folder; the text is empty.");
        string[] lines = path is null ? [] : [.. File.ReadLines(path).Where(line => !line.TrimStart().StartsWith('#'))];
        var name = DictionaryName == "[filename]" ? Path.GetFileNameWithoutExtension(FilePath) : DictionaryName;
        return new LoadTextFileOutputs(string.Join('\n', lines),
            new NamedValues(new Dictionary<string, object?> { [name] = new Bundle([.. lines]) }));
    }

    /// <summary>A file that was replaced is another text.</summary>
    public string? Fingerprint() => store.Find(FilePath) is { } path
        ? File.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture)
        : "";
}
