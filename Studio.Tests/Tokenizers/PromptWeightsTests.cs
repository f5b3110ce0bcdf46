using System.Text.Json;
using Studio.Engine;
using Studio.Engine.Tokenizers;

namespace Studio.Tests.Tokenizers;

public sealed class PromptWeightsTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "comfy_numbers2.json"))).RootElement.GetProperty("prompt_weights");

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
    [InlineData("(a:inf) (b:nan)", "a:inf@1.1| @1|b:nan@1.1")]
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
