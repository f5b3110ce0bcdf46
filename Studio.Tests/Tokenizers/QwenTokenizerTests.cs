using System.Text.Json;
using Studio.Engine.Tokenizers;

namespace Studio.Tests.Tokenizers;

public sealed class QwenTokenizerTests
{
    private static readonly ReadOnlyMemory<float>[] TwoVectors = [new float[] { 1, 2 }, new float[] { 3, 4 }];

    private static readonly List<(string Text, int[] Ids)> Reference = [.. JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "qwen_tokens.json"))).RootElement.EnumerateArray()
        .Select(row => (row.GetProperty("text").GetString()!,
            row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray()))];

    /// <summary>Every text: accents apart from their letters, blanks of every kind, names of tokens, scripts of the world.</summary>
    [Fact]
    public void Encode_TheReferencesTexts_GivesItsIds()
    {
        var wrong = Reference.Where(row => !row.Ids.SequenceEqual(QwenTokenizer.Shared.Encode(row.Text)))
            .Select(row => $"{row.Text}: {string.Join(' ', QwenTokenizer.Shared.Encode(row.Text))}, not {string.Join(' ', row.Ids)}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Reference.Count} are wrong:\n{string.Join('\n', wrong)}");
        Assert.True(Reference.Count > 70);
    }

    [Fact]
    public void Encode_OneVeryLongWord_EndsAndKeepsEveryByte() =>
        Assert.InRange(QwenTokenizer.Shared.Encode(string.Concat(Enumerable.Repeat("abcdefghij", 10_000))).Count, 10_000, 100_000);

    [Fact]
    public void Encode_HalfASurrogatePair_IsTheReplacementCharacter() =>
        Assert.Equal(QwenTokenizer.Shared.Encode("a � b"), QwenTokenizer.Shared.Encode("a " + '\ud83d' + " b"));

    [Fact]
    public void Chunks_WeightsAndEscapes_AreLettersAndPlainParentheses()
    {
        var chunk = Assert.Single(Chunks(new("", ""), @"(a:1.3) \(b\)"));
        Assert.Equal(QwenTokenizer.Shared.Encode("(a:1.3) (b)"), chunk.Ids);
        Assert.All(chunk.Weights, weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void Chunks_ShortText_IsFilledAtItsEnd()
    {
        var chunk = Assert.Single(Chunks(new("", "", LeastLength: 6), "a cat"));
        Assert.Equal([64, 8251, .. Enumerable.Repeat(QwenTokenizer.Padding, 4)], chunk.Ids);
        Assert.Equal(0, chunk.Dropped);
    }

    /// <summary>The template is one text with the prompt: a line end at its beginning belongs to the one before.</summary>
    [Fact]
    public void Chunks_Template_IsReadAsOneTextWithThePrompt() => Assert.Equal(
        [QwenTokenizer.MessageStart, 872, 271, 64, QwenTokenizer.MessageEnd],
        Assert.Single(Chunks(new("<|im_start|>user\n", "<|im_end|>"), "\na")).Ids);

    [Fact]
    public void Chunks_Instructions_AreDroppedUpToTheSecondMessage()
    {
        var prompt = new QwenPrompt("<|im_start|>system\nPaint.<|im_end|>\n<|im_start|>user\n", "<|im_end|>")
        {
            DropsInstructions = true,
            TakesMessages = true,
        };
        var chunk = Assert.Single(Chunks(prompt, "a cat"));
        Assert.Equal([64, 8251, QwenTokenizer.MessageEnd], chunk.Ids.Skip(chunk.Dropped));
        // a prompt that is a message of its own has no second one
        Assert.Equal(3, Assert.Single(Chunks(prompt, "<|im_start|>user\na cat")).Dropped);
    }

    [Fact]
    public void Chunks_Embedding_StandsInItsPlace()
    {
        var chunk = Assert.Single(Chunks(new("", ""), "a embedding:known cat"));
        Assert.Equal([2, 3], chunk.Embeddings.Keys.Order());
        Assert.DoesNotContain(QwenTokenizer.Padding, chunk.Ids);
    }

    private static IReadOnlyList<TokenChunk> Chunks(QwenPrompt prompt, string text) =>
        prompt.Chunks(text, name => name == "known" ? TwoVectors : null, _ => { });
}
