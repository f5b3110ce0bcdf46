using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>docs/security.md says which test holds which rule: those tests are there, under that name.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly Dictionary<string, HashSet<string>> Tests = typeof(SecurityDocumentTests).Assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Studio.Tests.", StringComparison.Ordinal) == true)
        .Select(type => (Name: $"{type.Namespace!["Studio.Tests.".Length..].Replace('.', '/')}/{type.Name}", Methods: MethodsOf(type)))
        .Where(type => type.Methods.Count > 0)
        .ToDictionary(type => type.Name, type => type.Methods);

    [Fact]
    public void SecurityDocument_EveryTestNamed_IsThere()
    {
        var rows = Rows().ToList();
        Assert.True(rows.Count > 60, $"only {rows.Count} rows were found");
        var missing = new List<string>();
        foreach (var (line, text) in rows)
        {
            foreach (Match match in InCode().Matches(text))
            {
                var (name, isBrowser) = (match.Groups["name"].Value, match.Groups["e2e"].Success);
                if (!(isBrowser ? IsBrowserTest(name) : IsThere(name)))
                    missing.Add($"line {line}: {name}");
            }

            if (!text.Contains('`', StringComparison.Ordinal) && text != "the same")
                missing.Add($"line {line} names no test");
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void SecurityDocument_EveryAttackTest_IsInATable()
    {
        var named = Rows().SelectMany(row => InCode().Matches(row.Text)).SelectMany(match => Classes(match.Groups["name"].Value))
            .ToHashSet();
        Assert.Empty(Tests.Keys.Where(name => name.StartsWith("Attacks/", StringComparison.Ordinal)).Except(named));
    }

    /// <summary>"Folder/Class", "Class", "Class.Method", "Folder/*", or a method alone; a method may be cut with "…".</summary>
    private static bool IsThere(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return Classes(name).Any() || Tests.Values.Any(methods => methods.Any(method => IsMeant(name, method)));
        return Classes(name[..dot]).SelectMany(type => Tests[type]).Any(method => IsMeant(name[(dot + 1)..], method));
    }

    private static IEnumerable<string> Classes(string name) => Tests.Keys.Where(key =>
        name.EndsWith("/*", StringComparison.Ordinal)
            ? key.StartsWith(name[..^1], StringComparison.Ordinal)
            : key == name || key.EndsWith($"/{name}", StringComparison.Ordinal));

    private static bool IsMeant(string name, string method) =>
        name.EndsWith('…') ? method.StartsWith(name[..^1], StringComparison.Ordinal) : method == name;

    private static bool IsBrowserTest(string name) => Repository.Files($"/{name}.cs").Any(file => file.Project == "Studio.E2E");

    private static HashSet<string> MethodsOf(Type type) =>
        [.. type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name)];

    /// <summary>The last column of every table whose last column is "test".</summary>
    private static IEnumerable<(int Line, string Text)> Rows()
    {
        var (number, isTests) = (0, false);
        foreach (var text in File.ReadLines(Path.Join(Repository.Root, "docs/security.md")).Select(line => line.Trim()))
        {
            number++;
            var last = text.StartsWith("| ", StringComparison.Ordinal) ? text.Trim('|').Split('|')[^1].Trim() : null;
            if (last is null or "scopes" || last.StartsWith("test", StringComparison.Ordinal))
                isTests = last?.StartsWith("test", StringComparison.Ordinal) == true;
            else if (isTests && !last.StartsWith("---", StringComparison.Ordinal))
                yield return (number, last);
        }
    }

    [GeneratedRegex("(?<e2e>E2E )?`(?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex InCode();
}
