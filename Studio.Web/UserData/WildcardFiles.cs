using Studio.Engine;

namespace Studio.Web.UserData;

/// <summary>
/// Lists of words below STUDIO_DIR/wildcards, one file each and one choice a line, as "__name__" in a prompt takes them. Lines that begin
/// with # are notes. Looked up anew at each call.
/// </summary>
public sealed class WildcardFiles(StudioOptions options)
{
    private const string Extension = ".txt";
    private const long MostBytes = 1 << 20;

    private static readonly FolderSearch Search = new() { Depth = 8, WithHidden = false };

    /// <summary>Without the extension, sorted; a file in a folder as "folder/name".</summary>
    public IReadOnlyList<string> Names() => [.. Files().Select(NameOf).Order(StringComparer.Ordinal)];

    /// <summary>The choices of a list; null when there is none of that name, which is only ever compared with what is there.</summary>
    /// <exception cref="EngineException">BadFile: it cannot be read, or has more than 1 MiB.</exception>
    public IReadOnlyList<string>? Lines(string name)
    {
        if (Files().FirstOrDefault(file => string.Equals(NameOf(file), name, StringComparison.OrdinalIgnoreCase)) is not { } found)
            return null;
        if (found.Bytes > MostBytes)
            throw new EngineException(EngineError.BadFile, $"The wildcard file {found.Name} has more than {MostBytes >> 20} MiB.");
        try
        {
            return [.. File.ReadLines(found.Path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"The wildcard file {found.Name} cannot be read: {StorageFault.Reason(e)}", e);
        }
    }

    private static string NameOf(FoundEntry file) => file.Name[..^Extension.Length];

    private IEnumerable<FoundEntry> Files() => FolderListing.Files(options.Paths.Wildcards, Search)
        .Where(file => file.Name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase));
}
