using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>The size budget and the word rules. An exception is a line here with its reason, never a silent one.</summary>
public sealed partial class ShapeTests
{
    private const int FileLines = 300;
    private const int FunctionLines = 40;
    private const int RazorLines = 150;
    private const int ScriptLines = 120;
    private const int NodeLines = 64;

    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> LongFunctions = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> LongClasses = new(StringComparer.Ordinal)
    {
        ["Studio.Web/Jobs JobQueue"] = "rules, order and running come apart with worker processes",
        ["Studio.Web StudioOptions"] = "one property per option of studio.json",
        ["Studio.Web/Components Generate"] = "one form with all its fields, until it is made of sections",
    };

    [Fact]
    public void Files_StayWithinTheirBudget()
    {
        var wrong = from file in Repository.Files(".cs", ".razor", ".razor.js")
                    let limit = file.Path switch
                    {
                        "Studio.Web/Program.cs" => 125, // a table of contents grows with the chapters
                        var path when path.EndsWith(".razor", StringComparison.Ordinal) => RazorLines,
                        var path when path.EndsWith(".js", StringComparison.Ordinal) => ScriptLines,
                        _ => FileLines,
                    }
                    where file.Lines.Length > limit && !LongFiles.ContainsKey(file.Path)
                    select $"{file.Path} has {file.Lines.Length} lines, the budget is {limit}";
        Assert.Empty(wrong);
    }

    /// <summary>Cutting a class into partial files does not make it smaller.</summary>
    [Fact]
    public void Classes_StayWithinTheBudgetOverTheirPartialFiles()
    {
        var wrong = from file in Repository.Files(".cs")
                    let name = file.Lines.Select(line => PartialClass().Match(line))
                        .FirstOrDefault(match => match.Success)?.Groups["name"].Value
                    where name is not null
                    group file.Lines.Length by $"{file.Project}/{file.Folder}".TrimEnd('/') + $" {name}" into parts
                    where parts.Sum() > FileLines && !LongClasses.ContainsKey(parts.Key)
                    select $"{parts.Key} has {parts.Sum()} lines in {parts.Count()} files";
        Assert.Empty(wrong);
    }

    [Fact]
    public void RandomTests_DrawFromASeedThatIsTold()
    {
        var wrong = from file in Repository.Files(".cs")
                    where file.Project is "Studio.Tests" or "Studio.E2E"
                    where file.Folder != "TestingPack" && file.Name is not ("RandomTests.cs" or "ShapeTests.cs")
                    from line in file.Lines
                    let match = UnseededDraw().Match(line)
                    where match.Success
                    select $"{file.Path}: {match.Value}; draw through RandomTests, or with a seed";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Goldens_EachFile_SaysWhereItComesFrom()
    {
        var text = File.ReadAllText(Path.Join(Repository.Root, "tools/goldens/README.md"));
        var golden = new DirectoryInfo(Path.Join(Repository.Root, "Studio.Tests/Golden"));
        var names = golden.EnumerateFileSystemInfos().Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name)
            .Order(StringComparer.Ordinal);

        Assert.Equal(names, GoldenRow().Matches(text).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Functions_StayWithinFortyLines()
    {
        var wrong = from file in Repository.Files(".cs")
                    from function in Functions(file)
                    where function.Length > FunctionLines && !LongFunctions.ContainsKey($"{file.Path}: {function.Name}")
                    select $"{file.Path}: {function.Name} has {function.Length} lines";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nodes_AreOneSmallSealedClassPerFile()
    {
        var wrong = from file in Repository.Files(".cs")
                    where file.Path.StartsWith("Studio.Engine/Nodes/", StringComparison.Ordinal)
                    let nodes = file.Lines.Count(line => line.StartsWith("[Node(", StringComparison.Ordinal))
                    where nodes > 0
                    where nodes > 1 || file.Lines.Length > NodeLines
                        || !file.Lines.Any(line => line.StartsWith("public sealed class ", StringComparison.Ordinal))
                    select $"{file.Path}: {nodes} nodes, {file.Lines.Length} lines";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Names_SayWhatAThingDoes()
    {
        var wrong = from file in Repository.Files(".cs", ".razor")
                    from line in file.Lines
                    let match = DrawerName().Match(line)
                    where match.Success
                    select $"{file.Path}: {match.Value}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Files_NameNoPackageRegistryHost()
    {
        string[] hosts = ["api.nuget" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org", "pypi" + ".org"];
        var wrong = from file in Repository.Files(".cs", ".razor", ".js", ".json", ".md", ".props", ".targets", ".csproj", ".yml",
            "Dockerfile", "/studio", ".sh", ".py")
                    from line in file.Lines
                    where hosts.Any(host => line.Contains(host, StringComparison.OrdinalIgnoreCase))
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    /// <summary>
    /// A body is what stands between a lone brace and its twin at the same depth, when the line above is not a type or namespace.
    /// </summary>
    private static IEnumerable<(string Name, int Length)> Functions(SourceFile file)
    {
        for (var open = 1; open < file.Lines.Length; open++)
        {
            if (file.Lines[open].Trim() != "{" || TypeDeclaration().IsMatch(Declaration(file.Lines, open)))
                continue;
            var depth = file.Lines[open].Length - 1;
            if (depth is not (4 or 8))
                continue;
            var name = FunctionName().Match(Declaration(file.Lines, open));
            if (!name.Success)
                continue;
            var close = Array.FindIndex(file.Lines, open, line => line.StartsWith(new string(' ', depth) + "}", StringComparison.Ordinal));
            yield return (name.Groups["name"].Value, close - open - 1);
        }
    }

    private static string Declaration(string[] lines, int open)
    {
        var first = open - 1;
        var depth = lines[open].Length - 1;
        while (first > 0 && lines[first].Length > depth && lines[first][depth] == ' ')
            first--;
        return string.Join(' ', lines[first..open]);
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|namespace)\b")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^\s*(public|private|internal|protected|static|async|override)\b.*?(?<name>\w+)(<[\w, ]+>)?\(")]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"^[\w ]*\bpartial class (?<name>\w+)")]
    private static partial Regex PartialClass();

    [GeneratedRegex(@"QuickCheck(ThrowOnFailure)?\(|VerboseCheck|Gen\.Sample\(|new Random\(\)|Random\.Shared")]
    private static partial Regex UnseededDraw();

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex GoldenRow();

    [GeneratedRegex(@"\b(class|record|interface|struct)\s+\w*(Utils|Utilities|Helpers?|Manager)\b")]
    private static partial Regex DrawerName();
}
