namespace Studio.Web.Hosting;

/// <summary>
/// The arguments of a verb: plain words, its own flags with and without a value, and the server's flags, such as --studio-dir.
/// </summary>
internal sealed class VerbArguments
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<string> _errors = [];

    /// <param name="switches">Flags without a value.</param>
    /// <param name="valued">Flags with one; given twice they have two.</param>
    public VerbArguments(string[] args, string[] switches, string[] valued)
    {
        var others = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (switches.Contains(args[i]))
                Add(args[i], "");
            else if (valued.Contains(args[i]))
                Value(args, ref i);
            else if (others.Count == 0 && !args[i].StartsWith("--", StringComparison.Ordinal))
                _words.Add(args[i]);
            else
                others.Add(args[i]);
        }

        Line = CommandLine.Parse(others, Environment.CurrentDirectory);
        _errors.AddRange(Line.Errors);
    }

    public IReadOnlyList<string> Words => _words;

    public IReadOnlyList<string> Errors => _errors;

    /// <summary>The server's flags.</summary>
    public CommandLine Line { get; }

    public bool Has(string flag) => _values.ContainsKey(flag);

    public string? One(string flag) => _values.GetValueOrDefault(flag)?[^1];

    public IReadOnlyList<string> All(string flag) => _values.GetValueOrDefault(flag) ?? [];

    private void Value(string[] args, ref int i)
    {
        if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            Add(args[i], args[++i]);
        else
            _errors.Add($"{args[i]} needs a value.");
    }

    private void Add(string flag, string value)
    {
        if (!_values.TryGetValue(flag, out var values))
            _values.Add(flag, values = []);
        values.Add(value);
    }
}
