using System.Globalization;
using System.Reflection;

namespace Studio.Web.SettingsFile;

/// <summary>Every setting there is, from <see cref="StudioOptions"/> itself: what is added there is here.</summary>
public static class OptionList
{
    // texts of which only some are understood
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["PreviewMethod"] = ["none", "auto", "latent2rgb", "taesd"],
        ["Workers"] = ["in-process", "process"],
        ["Verbose"] = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
    };

    /// <summary>In the order in which they are declared.</summary>
    public static IReadOnlyList<OptionEntry> All { get; } = Describe();

    /// <summary>What a server runs with, as text; lists have an item a line.</summary>
    /// <param name="key">Of one of <see cref="All"/>.</param>
    public static string ValueOf(StudioOptions options, string key)
    {
        object? at = options;
        foreach (var name in key.Split(':'))
            at = at!.GetType().GetProperty(name)!.GetValue(at);
        return Text(at);
    }

    internal static string Sample()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("studio.json")!);
        return reader.ReadToEnd();
    }

    private static List<OptionEntry> Describe()
    {
        var help = OptionHelp.Read(Sample());
        return [.. Of(new StudioOptions(), "").OrderBy(option => option.Key.Contains(':', StringComparison.Ordinal))];

        IEnumerable<OptionEntry> Of(object owner, string prefix)
        {
            foreach (var property in owner.GetType().GetProperties()
                .Where(property => property.GetCustomAttribute<NotAnOptionAttribute>() is null))
            {
                var (key, type) = (prefix + property.Name, property.PropertyType);
                if (type.IsClass && type != typeof(string) && type != typeof(string[]))
                {
                    foreach (var inner in Of(property.GetValue(owner)!, $"{key}:"))
                        yield return inner;
                }
                else
                {
                    yield return new(key, KindOf(key, type), ChoicesOf(key, type), help.GetValueOrDefault(key, ""),
                        Text(property.GetValue(owner)));
                }
            }
        }
    }

    private static OptionKind KindOf(string key, Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        _ when Words.ContainsKey(key) => OptionKind.Choice,
        var plain when plain == typeof(int) => OptionKind.Whole,
        var plain when plain == typeof(double) => OptionKind.Number,
        var plain when plain == typeof(bool) => OptionKind.Truth,
        var plain when plain == typeof(string[]) => OptionKind.List,
        { IsEnum: true } => OptionKind.Choice,
        _ => OptionKind.Text,
    };

    private static string[] ChoicesOf(string key, Type type) => Words.GetValueOrDefault(key)
        ?? (type.IsEnum ? [.. Enum.GetNames(type).Select(name => name.ToLowerInvariant())] : []);

    private static string Text(object? value) => value switch
    {
        null => "",
        string[] items => string.Join('\n', items),
        bool truth => truth ? "true" : "false",
        Enum choice => choice.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
