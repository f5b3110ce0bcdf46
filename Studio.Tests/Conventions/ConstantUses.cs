using System.Reflection;
using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>
/// Where constants and members of enums are named. The compiler puts their values in their place, so that only the text tells: the name
/// of the type, a point and the name of the constant, however the type's namespace was brought in.
/// </summary>
internal static partial class ConstantUses
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<(string From, Type Type)> In(IReadOnlyCollection<Assembly> assemblies)
    {
        var holders = assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(Static))
            .Where(field => field is { IsLiteral: true, IsPrivate: false })
            .ToLookup(field => $"{field.DeclaringType!.Name}.{field.Name}", field => field.DeclaringType!, StringComparer.Ordinal);
        return from file in Repository.Files(".cs", ".razor")
               where file.Project is "Studio.Engine" or "Studio.Web"
               from line in file.Lines
               where !line.AsSpan().TrimStart().StartsWith("//", StringComparison.Ordinal)
               from match in Dotted().Matches(line)
               where holders[match.Value].Take(2).Count() == 1 // of two types with one name nobody can tell
               select (file.Path, holders[match.Value].Single());
    }

    [GeneratedRegex(@"\b[A-Z]\w*\.[A-Z]\w*\b")]
    private static partial Regex Dotted();
}
