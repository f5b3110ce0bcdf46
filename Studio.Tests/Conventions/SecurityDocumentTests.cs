using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>docs/security.md says which test holds which rule: those tests are there, under that name.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly Dictionary<string, HashSet<string>> Tests = typeof(SecurityDocumentTests).Assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Studio.Tests.", StringComparison.Ordinal) == true)
        .Select(type => (Name: $"{type.Namespace!["Studio.Tests.".Length..].Replace('.', '/')}/{type.Name}", Methods: type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name).ToHashSet()))
        .Where(type => type.Methods.Count > 0)
        .ToDictionary(type => type.Name, type => type.Methods);

    [Fact]
    public void SecurityDocument_EveryTestNamed_IsThere()
    {
        var rows = Rows().ToList();
        Assert.True(rows.Count > 60, $"only {rows.Count} rows were found");
        var missing = new List<string>();
        foreach (var (line, names) in rows)
        {
            IEnumerable<string> classes = [];
            foreach (var name in names)
            {
                if (name.Contains('/', StringComparison.Ordinal))
                    classes = Classes(name);
                var isThere = name.Contains('/', StringComparison.Ordinal) ? classes.Any() : classes.SelectMany(type => Tests[type]).Any(method => IsMeant(name, method));
                if (!isThere)
                    missing.Add($"line {line}: {name}");
            }

            if (names.Count == 0)
                missing.Add($"line {line} names no test");
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void SecurityDocument_EveryAttackTest_IsInATable()
    {
        var named = Rows().SelectMany(row => row.Names).Where(name => name.Contains('/', StringComparison.Ordinal)).SelectMany(Classes).ToHashSet();
        Assert.Empty(Tests.Keys.Where(name => name.StartsWith("Attacks/", StringComparison.Ordinal)).Except(named));
    }

    /// <summary>"Folder/Class", or "Folder/*" for all of them.</summary>
    private static IEnumerable<string> Classes(string name) =>
        name.EndsWith("/*", StringComparison.Ordinal) ? Tests.Keys.Where(key => key.StartsWith(name[..^1], StringComparison.Ordinal)) : Tests.Keys.Where(key => key == name);

    private static bool IsMeant(string name, string method) => name.EndsWith('…') ? method.StartsWith(name[..^1], StringComparison.Ordinal) : method == name;

    /// <summary>What stands in code marks in the last column of every table.</summary>
    private static IEnumerable<(int Line, List<string> Names)> Rows() =>
        from line in File.ReadLines(Path.Join(Repository.Root, "docs/security.md")).Select((text, index) => (Text: text.Trim(), Number: index + 1))
        where line.Text.StartsWith("| ", StringComparison.Ordinal) && !line.Text.StartsWith("| ---", StringComparison.Ordinal)
        let cells = line.Text.Trim('|').Split('|')
        where !cells[^1].TrimStart().StartsWith("test", StringComparison.Ordinal)
        select (line.Number, InCode().Matches(cells[^1]).Select(match => match.Groups[1].Value).ToList());

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InCode();
}
