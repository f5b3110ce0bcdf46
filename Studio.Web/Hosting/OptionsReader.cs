using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Studio.Web.Hosting;

/// <summary>One place settings come from.</summary>
/// <param name="Name">What messages call it, e.g. "studio.json".</param>
internal sealed record OptionsLayer(string Name, IConfiguration Values)
{
    /// <summary>By what something was set that this layer has, in a sentence.</summary>
    public string By { get; init; } = Name;

    public bool Has(string key) => Values.GetSection(key).Exists();
}

/// <summary>
/// Fills <see cref="StudioOptions"/> from layers, the last one winning. Unlike the framework's binder it reports every mistake, also keys
/// that do not exist, and a list in a later layer replaces the earlier list as a whole.
/// </summary>
internal sealed class OptionsReader(IReadOnlyList<OptionsLayer> layers)
{
    private readonly List<string> _errors = [];

    public static (StudioOptions Options, IReadOnlyList<string> Errors) Read(IReadOnlyList<OptionsLayer> layers)
    {
        var reader = new OptionsReader(layers);
        var options = new StudioOptions();
        reader.Fill(options, "");
        return (options, reader._errors);
    }

    private void Fill(object target, string prefix)
    {
        var properties = target.GetType().GetProperties()
            .Where(property => property.GetCustomAttribute<NotAnOptionAttribute>() is null)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var layer in layers)
            ReportUnknown(layer, prefix, properties.Keys);
        foreach (var property in properties.Values)
        {
            var key = prefix + property.Name;
            if (property.PropertyType == typeof(string[]))
                SetList(target, property, key);
            else if (property.PropertyType.IsClass && property.PropertyType != typeof(string))
                Fill(property.GetValue(target)!, $"{key}:");
            else
                SetValue(target, property, key);
        }
    }

    private void ReportUnknown(OptionsLayer layer, string prefix, IReadOnlyCollection<string> known)
    {
        var name = prefix.TrimEnd(':');
        var section = name.Length == 0 ? layer.Values : layer.Values.GetSection(name);
        if (section is IConfigurationSection { Value.Length: > 0 })
            _errors.Add($"{layer.Name}: {name} is an object with {string.Join(", ", known)}, not one value.");
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var near = NearName.Of(child.Key, known);
            _errors.Add(
                $"{layer.Name}: there is no setting '{prefix}{child.Key}'.{(near is null ? "" : $" Did you mean '{prefix}{near}'?")}");
        }
    }

    private void SetList(object target, PropertyInfo property, string key)
    {
        foreach (var layer in layers)
        {
            var section = layer.Values.GetSection(key);
            var items = section.GetChildren().Select(child => child.Value ?? "").ToArray();
            if (items.Length > 0)
                property.SetValue(target, items);
            else if (section.Value is { } line)
                property.SetValue(target, line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
    }

    private void SetValue(object target, PropertyInfo property, string key)
    {
        foreach (var layer in layers)
        {
            var section = layer.Values.GetSection(key);
            if (section.GetChildren().Any())
                _errors.Add($"{layer.Name}: {key} is one value, not a list or an object. Set {Flags.WaysToSet(key)}.");
            else if (section.Value is not { } text)
                continue;
            else if (TryConvert(text, property.PropertyType, out var value))
                property.SetValue(target, value);
            else
                _errors.Add(
                    $"{layer.Name}: {key} is '{text}', which is not {Expected(property.PropertyType)}. Set {Flags.WaysToSet(key)}.");
        }
    }

    private static bool TryConvert(string text, Type type, out object? value)
    {
        value = null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            value = text;
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            value = whole;
        else if (type == typeof(double) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
            value = number;
        else if (type == typeof(bool) && bool.TryParse(text, out var truth))
            value = truth;
        else if (type.IsEnum && !char.IsAsciiDigit(text.FirstOrDefault()) && Enum.TryParse(type, text, ignoreCase: true, out var choice))
            value = choice;
        return value is not null;
    }

    private static string Expected(Type type) => type switch
    {
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(double) || type == typeof(double?) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ => $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}",
    };
}
