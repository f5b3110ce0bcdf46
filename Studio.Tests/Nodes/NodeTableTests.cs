using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Tests.Conventions;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes;

/// <summary>docs/comfyui-nodes.md says of each of ComfyUI's classes whether it is here; the catalog knows.</summary>
public sealed partial class NodeTableTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "comfyui-nodes.md"));

    private static readonly Dictionary<string, (bool IsHere, string Remark)> Rows = Row().Matches(Text)
        .ToDictionary(row => row.Groups["class"].Value, row => (row.Groups["here"].Value == "yes", row.Groups["remark"].Value.Trim()),
            StringComparer.Ordinal);

    [Fact]
    public void Table_EachClass_StandsAsTheCatalogHasIt()
    {
        var wrong = from row in Rows
                    let isHere = fixture.Engine.Nodes.Find(row.Key) is not null
                    where isHere != row.Value.IsHere
                    select $"{row.Key} is {(isHere ? "" : "not ")}here: say so in docs/comfyui-nodes.md";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Table_EveryClassOfComfyUi_HasARow()
    {
        var recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "object_info.json")))!.AsObject()
            .Select(pair => pair.Key);

        Assert.Empty(recorded.Except(Rows.Keys));
        Assert.Empty(WithoutRow(fixture.Engine.Nodes.All));
    }

    /// <summary>Classes that should have a row and have none; what is ours needs none, its declaration says all.</summary>
    internal static IEnumerable<string> WithoutRow(IEnumerable<NodeSchema> nodes) =>
        nodes.Where(schema => !schema.IsOurs && schema.Pack is null).Select(schema => schema.Name).Except(Rows.Keys);

    [Fact]
    public void Packs_TheirClasses_AreThoseOfTheTable()
    {
        var rows = PackRow().Matches(Text[Text.IndexOf("## Packs", StringComparison.Ordinal)..])
            .Select(row => row.Groups["class"].Value.Replace('¦', '|')).ToList();

        var here = fixture.Engine.Nodes.All.Where(schema => schema.Pack is not null).ToList();
        Assert.Equal(here.Select(schema => schema.Name).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.All(EngineServices.NodePacks, pack => Assert.Contains($"| **{pack}** |", Text, StringComparison.Ordinal));
        Assert.Contains($"{here.Count} classes of {EngineServices.NodePacks.Count} packs", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_MissingClasses_HaveAReason() =>
        Assert.Empty(Rows.Where(row => !row.Value.IsHere && row.Value.Remark.Length < 5).Select(row => row.Key));

    [Fact]
    public void Table_Counts_AreThoseOfItsRows()
    {
        var counts = Counts().Match(Text);

        Assert.Equal(Rows.Values.Count(row => row.IsHere), int.Parse(counts.Groups["here"].Value, CultureInfo.InvariantCulture));
        Assert.Equal(Rows.Count, int.Parse(counts.Groups["all"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^\| (?<class>\w+) \| (?<here>yes|no) \|(?<remark>.*)\|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `(?<class>[^`]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PackRow();

    [GeneratedRegex(@"^(?<here>\d+) of (?<all>\d+) classes are here", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counts();
}
