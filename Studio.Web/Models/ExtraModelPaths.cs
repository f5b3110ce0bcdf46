using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Studio.Web.Models;

/// <summary>Further model folders from ComfyUI's extra_model_paths.yaml: sections with base_path, is_default and a path or more per kind.</summary>
internal static class ExtraModelPaths
{
    /// <summary>The kinds with the file's folders added: before the usual ones where the section says is_default, else after.</summary>
    /// <exception cref="StartupException">The file is not there or not such a file.</exception>
    public static IReadOnlyList<ModelFolder> Add(IReadOnlyList<ModelFolder> folders, string file)
    {
        var kinds = folders.ToDictionary(folder => folder.Key);
        var order = folders.Select(folder => folder.Key).ToList();
        foreach (var section in Sections(file).Values.OfType<Dictionary<string, string?>>())
        {
            var root = BasePath(section.GetValueOrDefault("base_path"), file);
            var first = section.GetValueOrDefault("is_default")?.Trim().ToLowerInvariant() is "true" or "yes" or "1";
            foreach (var (name, value) in section.Where(entry => entry.Key is not ("base_path" or "is_default" or "custom_nodes")))
            {
                var key = ModelFolder.KeyOf(name);
                if (!kinds.ContainsKey(key))
                    order.Add(key);
                var kind = kinds.GetValueOrDefault(key) ?? ModelFolder.Custom(key);
                var paths = (value ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetFullPath(path, root)).ToList();
                kinds[key] = kind with { Paths = first ? [.. paths.Concat(kind.Paths).Distinct()] : [.. kind.Paths.Concat(paths).Distinct()] };
            }
        }

        return order.ConvertAll(key => kinds[key]);
    }

    private static Dictionary<string, Dictionary<string, string?>?> Sections(string file)
    {
        try
        {
            using var text = File.OpenText(file);
            return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string?>?>?>(text) ?? [];
        }
        catch (YamlException e)
        {
            throw new StartupException(
                string.Create(CultureInfo.InvariantCulture, $"{file}, line {e.Start.Line}: this is not ComfyUI's extra_model_paths format: {e.Message} Each section holds base_path and one path (or several lines) per kind."), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The model path file {file} cannot be read: {e.Message}", e);
        }
    }

    private static string BasePath(string? written, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (string.IsNullOrWhiteSpace(written))
            return folder;
        var expanded = Environment.ExpandEnvironmentVariables(written.Trim());
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal))
            expanded = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + expanded[1..];
        return Path.GetFullPath(expanded, folder);
    }
}
