using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Studio.Web.Models;

/// <summary>
/// Further model folders from ComfyUI's extra_model_paths.yaml: sections with base_path, is_default and a path or more per kind.
/// </summary>
internal sealed partial class ExtraModelPaths(string file, Action<string> warn)
{
    /// <summary>The kinds with the file's folders added: before the usual ones where the section says is_default, else after.</summary>
    /// <param name="warn">Told, in a sentence, what is not as its writer may think although the folders can be used.</param>
    /// <exception cref="StartupException">The file is not there or not such a file.</exception>
    public static IReadOnlyList<ModelFolder> Add(IReadOnlyList<ModelFolder> folders, string file, Action<string>? warn = null) =>
        new ExtraModelPaths(file, warn ?? (_ => { })).AddTo(folders);

    private List<ModelFolder> AddTo(IReadOnlyList<ModelFolder> folders)
    {
        var kinds = folders.ToDictionary(folder => folder.Key);
        var order = folders.Select(folder => folder.Key).ToList();
        foreach (var section in Sections())
        {
            var root = BasePath(section.GetValueOrDefault("base_path"));
            var first = IsTrue(section.GetValueOrDefault("is_default"));
            foreach (var (name, value) in section.Where(entry => entry.Key is not ("base_path" or "is_default" or "custom_nodes")))
            {
                var key = ModelFolder.KeyOf(name);
                if (!kinds.ContainsKey(key))
                    order.Add(key);
                var kind = kinds.GetValueOrDefault(key) ?? ModelFolder.Custom(key);
                var paths = Lines(value).Select(path => Path.GetFullPath(Expand(path), root)).ToList();
                kinds[key] = kind with { Paths = first
                    ? [.. paths.Concat(kind.Paths).Distinct()]
                    : [.. kind.Paths.Concat(paths).Distinct()] };
            }
        }

        return order.ConvertAll(key => kinds[key]);
    }

    /// <summary>Sections without anything in them are passed over, as in ComfyUI.</summary>
    private IEnumerable<OrderedDictionary<string, PathsValue>> Sections()
    {
        switch (Read())
        {
            case null or PathsValue.Text { Value: "", IsPlain: true }:
                return [];
            case PathsValue.Fields all:
                return [.. all.Values.Where(section => !IsNothing(section.Value))
                    .Select(section => section.Value is PathsValue.Fields fields
                    ? fields.Values
                    : throw Wrong(section.Value.Line, $"The section {section.Key} holds no names with paths."))];
            case var other:
                throw Wrong(other.Line, "It has no sections.");
        }
    }

    private PathsValue? Read()
    {
        try
        {
            using var text = File.OpenText(file);
            return ModelPathsFile.Read(text);
        }
        catch (YamlException e)
        {
            throw Wrong(e.Start.Line, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The model path file {file} cannot be read: {e.Message}", e);
        }
    }

    private string BasePath(PathsValue? written)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return written is null || Lines(written) is not [var path, ..] ? folder : Path.GetFullPath(Expand(path), folder);
    }

    private List<string> Lines(PathsValue value) => value switch
    {
        _ when IsNothing(value) => [],
        PathsValue.Text text => [.. text.Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        _ => throw Wrong(value.Line, "A path, or several lines of paths, was expected."),
    };

    /// <summary>
    /// ~, $NAME and ${NAME} as Python's expanduser and expandvars have them, and %NAME%. Names that nothing has stay as they are.
    /// </summary>
    private string Expand(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return Variable().Replace(Environment.ExpandEnvironmentVariables(path), found =>
        {
            if (found.Groups["name"].Value is { Length: > 0 } name && Environment.GetEnvironmentVariable(name) is { } value)
                return value;
            warn($"{file}: the environment has no variable {found.Value}, so that '{path}' is taken as it is written. Set the variable, or write the path itself.");
            return found.Value;
        });
    }

    /// <summary>
    /// What Python takes for true: also any text but an empty one. yes, on and true are truth values in YAML 1.1, no, off and false too.
    /// </summary>
    private static bool IsTrue(PathsValue? value) => value switch
    {
        null => false,
        PathsValue.Text { IsPlain: true } text =>
            !IsNothing(text) && text.Value is not ("no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF")
            && !(double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0),
        PathsValue.Text text => text.Value.Length > 0,
        PathsValue.List list => list.Values.Count > 0,
        PathsValue.Fields fields => fields.Values.Count > 0,
        _ => false,
    };

    private static bool IsNothing(PathsValue value) =>
        value is PathsValue.Text { IsPlain: true, Value: "" or "~" or "null" or "Null" or "NULL" };

    private StartupException Wrong(long line, string what, Exception? cause = null) => new(
        string.Create(CultureInfo.InvariantCulture,
            $"{file}, line {line}: this is not ComfyUI's extra_model_paths format: {what} Each section holds base_path and one path (or several lines) per kind. Correct the line, or take the file away."), cause);

    [GeneratedRegex(@"\$(\{(?<name>[^}]*)\}|(?<name>[A-Za-z0-9_]+))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
