using System.Text.Json;
using Studio.Engine;
using Studio.Engine.Tokenizers;

namespace Studio.Tests.Tokenizers;

public sealed class PromptWeightsTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "Golden", "comfy_numbers2.json"))).RootElement.GetProperty("prompt_weights");

    public static TheoryData<string> Prompts() => [.. Golden.EnumerateObject().Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Parse_ReferencePrompt_GivesTheReferencePieces(string prompt)
    {
        var expected = Golden.GetProperty(prompt).EnumerateArray().Select(piece => (piece[0].GetString()!, piece[1].GetSingle())).ToArray();
        var pieces = PromptWeights.Parse(prompt);
        Assert.Equal(expected.Select(piece => piece.Item1), pieces.Select(piece => piece.Text));
        Assert.All(expected.Zip(pieces), pair => Assert.Equal(pair.First.Item2, pair.Second.Weight, 1e-6f));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("(a (b)", "a @1.1|(b@1.1")]
    [InlineData("(a:inf) (b:-Infinity) (c:nan)", "a@Infinity| @1|b@-Infinity| @1|c@NaN")]
    [InlineData("(a:infinite)", "a:infinite@1.1")]
    [InlineData("(red:\uff11.\uff15)", "red@1.5")]
    [InlineData("(red:\u0661.\u0665)", "red@1.5")]
    [InlineData("(red:\u0967.\u096b)", "red@1.5")]
    [InlineData("(red:\U0001d7cf.\U0001d7d3)", "red@1.5")]
    [InlineData("(red:1\uff0e5)", "red:1\uff0e5@1.1")]
    [InlineData("(red:1.5\u00a0)", "red@1.5")]
    [InlineData("(red:\u30001.5\u3000)", "red@1.5")]
    [InlineData("(red:\u2003\t1.5\r\n)", "red@1.5")]
    [InlineData("(red:1 .5)", "red:1 .5@1.1")]
    [InlineData("(red:1_0.5)", "red@10.5")]
    [InlineData("(red:1_.5)", "red:1_.5@1.1")]
    [InlineData("(red:1__0)", "red:1__0@1.1")]
    [InlineData("(red:_1)", "red:_1@1.1")]
    [InlineData("(red:1,5)", "red:1,5@1.1")]
    [InlineData("(red:1e400)", "red@Infinity")]
    [InlineData("(red:0x10)", "red:0x10@1.1")]
    [InlineData("(red:\u00b2)", "red:\u00b2@1.1")]
    [InlineData("((a:\uff12):3)", "a@2")]
    [InlineData("(a:1e1)", "a@10")]
    [InlineData("(a:+.5)", "a@0.5")]
    [InlineData(@"\\(a)", @"\(a)@1")]
    [InlineData("((a:2):3)", "a@2")]
    public void Parse_OddPrompt_FollowsTheRules(string prompt, string expected) =>
        Assert.Equal(expected, string.Join('|', PromptWeights.Parse(prompt).Select(piece => $"{piece.Text}@{piece.Weight}")));

    [Fact]
    public void Parse_TooDeep_SaysSo()
    {
        PromptWeights.Parse(new string('(', 150) + "x" + new string(')', 150));
        var error = Assert.Throws<EngineException>(() => PromptWeights.Parse(new string('(', 100_000) + "x" + new string(')', 100_000)));
        Assert.Contains("200 deep", error.Message);
    }
}
