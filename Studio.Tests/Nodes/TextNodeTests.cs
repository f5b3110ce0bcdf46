using Studio.Engine;
using Studio.Engine.Nodes;
using static Studio.Tests.Support.NodeRuns;

namespace Studio.Tests.Nodes;

/// <summary>Texts as Python's str, re and json treat them.</summary>
public sealed class TextNodeTests
{
    [Theory]
    [InlineData("abcdef", 1, 3, "bc")]
    [InlineData("abcdef", -3, 99, "def")]
    [InlineData("abcdef", 4, 2, "")]
    [InlineData("ä😀b", 1, 2, "😀")]
    public void StringSubstring_Places_AreThoseOfSlices(string text, long start, long end, string part) =>
        Assert.Equal(part, new StringSubstring { Text = text, Start = start, End = end }.Run(Context()));

    [Fact]
    public void Texts_AreMeasuredTurnedAndTrimmed()
    {
        Assert.Equal(3, new StringLength { Text = "ä😀b" }.Run(Context()).Length);
        Assert.Equal("ÄB c", new CaseConverter { Text = "äB C", Mode = "UPPERCASE" }.Run(Context())[..2] + " c");
        Assert.Equal("Hello wide world", new CaseConverter { Text = "hELLO Wide world", Mode = "Capitalize" }.Run(Context()));
        Assert.Equal("Hello Wide World", new CaseConverter { Text = "hELLO wide world", Mode = "Title Case" }.Run(Context()));
        Assert.Equal("a ", new StringTrim { Text = "\n a ", Mode = "Left" }.Run(Context()));
        Assert.Equal("-a-b-", new StringReplace { Text = "ab", Find = "", Replace = "-" }.Run(Context()));
        Assert.True(new StringContains { Text = "Wide", Substring = "wI", CaseSensitive = false }.Run(Context()).Contains);
        Assert.False(new StringCompare { StringA = "Wide", StringB = "wide", Mode = "Equal" }.Run(Context()));
    }

    [Theory]
    [InlineData("First Match", 1, "a1")]
    [InlineData("All Matches", 1, "1\n22")]
    [InlineData("First Group", 1, "1")]
    [InlineData("All Groups", 1, "1\n22")]
    [InlineData("First Group", 5, "")]
    public void RegexExtract_Modes_GiveMatchesOrGroups(string mode, int group, string found) =>
        Assert.Equal(found, new RegexExtract { Text = "a1 A22", RegexPattern = @"a(\d+)", Mode = mode, GroupIndex = group }.Run(Context()));

    [Fact]
    public void Patterns_OfPython_AreUnderstoodAndBadOnesTold()
    {
        Assert.Equal("b-a b-a", new RegexReplace { Text = "a-b a-b", RegexPattern = @"(?P<x>\w)-(\w)",
            Replace = @"\2-\g<x>" }.Run(Context()));
        Assert.Equal("c a", new RegexReplace { Text = "a a", RegexPattern = "a", Replace = "c", Count = 1 }.Run(Context()));
        Assert.False(new RegexMatch { Text = "a", RegexPattern = "(" }.Run(Context()).Matches);
        Assert.Throws<EngineException>(() => new RegexReplace { Text = "a", RegexPattern = "(", Replace = "" }.Run(Context()));
        Assert.Contains("cannot be used", Assert.Throws<EngineException>(() => new RegexMatch
        {
            Text = new string('a', 40), RegexPattern = @"(a+)+$b",
        }.Run(Context())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("say {\"k\": 1.0} and {\"k\": 2}", "1.0")]
    [InlineData("``` {broken {\"k\": \"ä\"} ```", "ä")]
    [InlineData("{\"k\": null}", "")]
    [InlineData("nothing", "")]
    public void JsonExtractString_FirstWholeObject_Counts(string text, string value) =>
        Assert.Equal(value, new JsonExtractString { JsonString = text, Key = "k" }.Run(Context()));
}
