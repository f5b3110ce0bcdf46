namespace Studio.Web.Hosting;

/// <summary>What the command line says: settings by key, flags without meaning here, and mistakes.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _ignored = [];
    private readonly List<string> _errors = [];

    private CommandLine()
    {
    }

    /// <summary>Key → value; a list has the keys Key:0, Key:1 …</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <summary>Flags that were accepted and change nothing, with the reason where it is a good one.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>Unknown flags and missing values; any of them ends the process with exit code 2.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public bool WantsHelp { get; private set; }

    public bool WantsVersion { get; private set; }

    /// <param name="folder">What relative paths are relative to.</param>
    public static CommandLine Parse(IReadOnlyList<string> args, string folder)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            if (!Flags.ByName.TryGetValue(name, out var flag))
            {
                line._errors.Add(Unknown(name));
                while (LooksLikeFlag(name) && i + 1 < args.Count && !LooksLikeFlag(args[i + 1]))
                    i++; // what follows belongs to it: one mistake, one message
                continue;
            }

            var values = value is null ? [] : new List<string> { value };
            while (value is null && i + 1 < args.Count && Takes(flag, values.Count) && !LooksLikeFlag(args[i + 1]))
                values.Add(args[++i]);
            line.Add(flag, value, values, folder);
        }

        return line;
    }

    /// <summary>Removes a value that is no setting of its own, such as the key.</summary>
    public string? Take(string key) => _settings.Remove(key, out var value) ? value : null;

    private static bool Takes(Flag flag, int have) => flag.Values switch
    {
        FlagValues.None => false,
        FlagValues.Many => true,
        _ => have == 0,
    };

    private void Add(Flag flag, string? attached, List<string> values, string folder)
    {
        if (flag.Values == FlagValues.None && attached is not null)
            _errors.Add($"{flag.Name} takes no value.");
        else if (flag.Values == FlagValues.One && values.Count == 0)
            _errors.Add($"{flag.Name} needs a value.");
        else if (flag.Choices is { } choices && !choices.Contains(values[0]))
            _errors.Add($"{flag.Name} takes {string.Join(", ", choices)}, not '{values[0]}'.");
        else if (flag.Key is nameof(StudioOptions.Verbose) && values.Count > 2)
            _errors.Add($"{flag.Name} takes a level and a file, not {values.Count} values.");
        else if (flag.Name is "--help" or "-h")
            WantsHelp = true;
        else if (flag.Name == "--version")
            WantsVersion = true;
        else if (flag.Key is null)
            _ignored.Add(flag.Help.Length == 0 ? flag.Name : $"{flag.Name} ({flag.Help})");
        else
            Set(flag, flag.IsPath ? values.ConvertAll(path => Path.GetFullPath(path, folder)) : values, folder);
    }

    private void Set(Flag flag, List<string> values, string folder)
    {
        var key = flag.Key!;
        if (typeof(StudioOptions).GetProperty(key)?.PropertyType == typeof(string[]))
        {
            foreach (var value in values)
                _settings[$"{key}:{_settings.Keys.Count(k => k.StartsWith($"{key}:", StringComparison.Ordinal))}"] = value;
            return;
        }

        if (key == nameof(StudioOptions.Verbose) && values.Count > 1)
            _settings[nameof(StudioOptions.LogFile)] = Path.GetFullPath(values[1], folder);
        if (key == nameof(StudioOptions.CacheSize))
            _settings[nameof(StudioOptions.Cache)] = nameof(CacheMode.Lru);
        if (key == nameof(StudioOptions.CacheHeadroom))
            _settings[nameof(StudioOptions.Cache)] = nameof(CacheMode.Memory);
        if (key != nameof(StudioOptions.CacheHeadroom) || values.Count > 0)
            _settings[key] = values.Count > 0 ? values[0] : flag.Implied;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    // "-1" is a value; "::" and "-" are too
    private static bool LooksLikeFlag(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static string Unknown(string name)
    {
        if (!name.StartsWith('-'))
            return $"Unexpected argument '{name}'.";
        var near = NearName.Of(name, Flags.ByName.Keys);
        return $"Unknown flag {name}.{(near is null ? "" : $" Did you mean {near}?")}";
    }
}
