using System.Reflection;
using Studio.Engine;
using Studio.Engine.Graph;

namespace Studio.Web.Extensions;

/// <summary>
/// Folders become extensions: loaded, failed with a reason, or off. Nothing that is wrong with one of them stops another.
/// </summary>
internal sealed class ExtensionLoader(StudioOptions options)
{
    private const string OffEnding = ".disabled";

    /// <summary>Every folder below STUDIO_DIR/extensions, by name.</summary>
    public IReadOnlyList<Extension> LoadAll()
    {
        var root = options.Paths.Extensions;
        return [.. FolderListing.Entries(root, new() { WithFolders = true, WithHidden = false })
            .Where(entry => entry.IsFolder && entry.Name[0] != '_')
            .Select(entry => entry.Path)
            .Order(StringComparer.Ordinal)
            .Select(Load)];
    }

    private Extension Load(string folder)
    {
        var name = Path.GetFileName(folder);
        if (WhyOff(name) is { } reason)
            return new Extension(name, folder, ExtensionState.Off, Problem: reason);
        ExtensionManifest? manifest = null;
        try
        {
            if (SafePath.Below(options.Paths.Extensions, name) is null)
                throw new ExtensionException(
                    "The folder is a link to somewhere else, or has a name that not every system can store. Copy the extension here, under a plain name.");
            manifest = ExtensionManifest.Read(InFolder(folder, ExtensionManifest.FileName));
            CheckContract(manifest);
            return Open(new Extension(name, folder, ExtensionState.Loaded, manifest));
        }
        catch (Exception e) // whatever its author did: it must not stop the server
        {
            return new Extension(name, folder, ExtensionState.Failed, manifest, Reason(e));
        }
    }

    private string? WhyOff(string name)
    {
        if (name.EndsWith(OffEnding, StringComparison.OrdinalIgnoreCase))
            return $"The folder's name ends in {OffEnding}.";
        return options.DisableAllCustomNodes && !options.WhitelistCustomNodes.Contains(name, StringComparer.Ordinal)
            ? "--disable-all-custom-nodes is given and --whitelist-custom-nodes does not name it."
            : null;
    }

    private static void CheckContract(ExtensionManifest manifest)
    {
        if (NodeContract.Supports(manifest.Contract))
            return;
        var remedy = manifest.Contract > NodeContract.Version
            ? "Update Studio."
            : "Get a newer release of the extension, or compile it against this Studio: docs/extensions.md says what has changed.";
        throw new ExtensionException(
            $"It was built for version {manifest.Contract} of the node contract; this Studio has {NodeContract.Version}. {remedy}");
    }

    private static Extension Open(Extension extension)
    {
        if (extension.Manifest!.Assembly is not { } file)
            return Directory.Exists(extension.Web) ? extension : throw new ExtensionException(
                $"{ExtensionManifest.FileName}: \"assembly\" is missing, and there is no folder web with scripts either.");
        var path = InFolder(extension.Folder, file);
        if (!File.Exists(path))
            throw new ExtensionException($"Its assembly {file} is not in the folder.");
        var context = new ExtensionLoadContext(extension.Name, path);
        var assembly = context.LoadFromAssemblyPath(path);
        if (context.Missing(assembly).ToList() is { Count: > 0 } missing)
            throw new ExtensionException($"It needs {string.Join(" and ", missing)}. Put what is missing into its folder.");
        if (!EngineServices.PartsIn(assembly).Any())
            throw new ExtensionException(
                $"{file} has no class with a [Node] attribute, no sampler, no schedule and no model family. A class counts only when it was compiled against this Studio's Studio.Engine.dll.");
        return extension with { Assembly = assembly, Services = ExtensionServices.Of(assembly) };
    }

    private static string InFolder(string folder, string file) =>
        SafePath.IsName(file) && SafePath.Below(folder, file) is { } path
            ? path
            : throw new ExtensionException($"'{file}' is not the name of a file in its folder.");

    private static string Reason(Exception exception) => exception switch
    {
        ExtensionException => exception.Message,
        BadImageFormatException => "Its assembly is not a .NET assembly for this system.",
        ReflectionTypeLoadException types =>
            $"Some of its classes cannot be loaded: {string.Join(' ', types.LoaderExceptions.Select(inner => inner?.Message).Distinct().Take(3))}",
        TargetInvocationException { InnerException: { } inner } => Reason(inner),
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}
