namespace Studio.Tests.Conventions;

/// <summary>
/// Files that use each other in a circle can only be read, tested and changed together. A folder in which there is none can be read from
/// the files that use nothing up to those that use all.
/// </summary>
public sealed class FileCircleTests
{
    /// <summary>The files of circles that are there until they are taken apart. A circle may shrink, none may grow or come.</summary>
    private static readonly string[][] Accepted = [];

    [Theory]
    [InlineData("Studio.Engine/Graph/")]
    [InlineData("Studio.Engine/Models/")]
    public void Files_InAFolder_UseEachOtherInNoCircle(string folder)
    {
        var uses = UsesIn(folder);
        var wrong = Circles(uses.ToLookup(use => use.From, use => use.To)).Where(circle => !Accepted.Any(known => IsWithin(circle, known)));

        Assert.True(!wrong.Any(), string.Join('\n', wrong.Select(circle => Told(circle, uses))));
    }

    [Fact]
    public void Accepted_WhatIsNoCircleAnyMore_IsTakenOffTheList()
    {
        var circles = Circles(UsesIn("Studio.Engine/").ToLookup(use => use.From, use => use.To));

        Assert.All(Accepted, known => Assert.Contains(circles, circle => circle.Count(file => known.Contains(NameOf(file))) > 1));
    }

    [Fact]
    public void Circles_OfAToyGraph_AreFoundWhole()
    {
        (string From, string To)[] uses = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("f", "d"), ("g", "h"), ("h", "g")];

        var circles = Circles(uses.ToLookup(use => use.From, use => use.To));

        Assert.Equal(["abc", "gh"],
            circles.Select(circle => string.Concat(circle.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
    }

    private static List<SourceReference> UsesIn(string folder) =>
    [
        .. SourceReferences.All.Where(use => use.From.StartsWith(folder, StringComparison.Ordinal)
            && use.To.StartsWith(folder, StringComparison.Ordinal)),
    ];

    private static bool IsWithin(List<string> circle, string[] known) => circle.TrueForAll(file => known.Contains(NameOf(file)));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    /// <summary>The strongly connected components of more than one file (Tarjan, "Depth-first search", 1972).</summary>
    private static List<List<string>> Circles(ILookup<string, string> uses)
    {
        var numbers = new Dictionary<string, (int Own, int Lowest)>(StringComparer.Ordinal);
        var (open, found) = (new Stack<string>(), new List<List<string>>());
        foreach (var start in uses.Select(group => group.Key).Where(start => !numbers.ContainsKey(start)))
            Visit(start);
        return found;

        void Visit(string file)
        {
            var own = numbers.Count;
            numbers[file] = (own, own);
            open.Push(file);
            foreach (var next in uses[file])
            {
                if (!numbers.ContainsKey(next))
                    Visit(next);
                if (numbers[next].Lowest < numbers[file].Lowest && open.Contains(next))
                    numbers[file] = (own, numbers[next].Lowest);
            }
            if (numbers[file].Lowest != own)
                return;
            var circle = new List<string>();
            do
                circle.Add(open.Peek());
            while (open.Pop() != file);
            if (circle.Count > 1)
                found.Add(circle);
        }
    }

    private static string Told(List<string> circle, List<SourceReference> uses) => string.Join('\n',
        uses.Where(use => circle.Contains(use.From) && circle.Contains(use.To)).OrderBy(use => use.From, StringComparer.Ordinal)
            .ThenBy(use => use.To, StringComparer.Ordinal)
            .Select(use => $"{Path.GetFileName(use.From)} uses {use.Type} of {Path.GetFileName(use.To)}")
            .Prepend($"A circle of {circle.Count} files:"));
}
