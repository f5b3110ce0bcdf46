using System.Text.Json;
using Studio.Engine.Tokenizers;

namespace Studio.Tests.Tokenizers;

public sealed class T5TokenizerTests
{
    private static readonly ReadOnlyMemory<float>[] TwoVectors = [new float[] { 1, 2 }, new float[] { 3, 4 }];

    private static readonly List<(string Text, int[] Ids)> Reference = [.. JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "t5_tokens.json"))).RootElement.EnumerateArray()
        .Select(row => (row.GetProperty("text").GetString()!,
            row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray()))];

    /// <summary>Every text, those that the common libraries get wrong among them: marks, named tokens, ties, unknown characters.</summary>
    [Fact]
    public void Encode_TheReferencesTexts_GivesItsIds()
    {
        var wrong = Reference.Where(row => !row.Ids.SequenceEqual([.. T5Tokenizer.Shared.Encode(row.Text), T5Tokenizer.End]))
            .Select(row => $"{row.Text}: {string.Join(' ', T5Tokenizer.Shared.Encode(row.Text))}, not {string.Join(' ', row.Ids)}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Reference.Count} are wrong:\n{string.Join('\n', wrong)}");
        Assert.True(Reference.Count > 150);
    }

    [Fact]
    public void Encode_OneVeryLongWord_EndsAndKeepsEveryByte()
    {
        var ids = T5Tokenizer.Shared.Encode(string.Concat(Enumerable.Repeat("abcdefghij", 30_000)));
        Assert.InRange(ids.Count, 30_000, 300_000);
    }

    [Fact]
    public void Encode_HalfASurrogatePair_IsTheReplacementCharacter() =>
        Assert.Equal(T5Tokenizer.Shared.Encode("a � b"), T5Tokenizer.Shared.Encode("a " + '\ud83d' + " b"));

    [Fact]
    public void Chunks_WeightedPieces_AreReadOneByOneAndFilledUp()
    {
        var chunk = Assert.Single(Chunks("a (cat:1.5) dog", leastLength: 9));

        // "a", "cat" and "dog" begin with a blank each, as the reference reads pieces
        Assert.Equal([3, 9, 1712, 1782, 1, 0, 0, 0, 0], chunk.Ids);
        Assert.Equal([1, 1, 1.5f, 1, 1, 1, 1, 1, 1], chunk.Weights);
        Assert.Equal([1, 0, 0], new T5Prompt(9).Empty(3).Ids);
    }

    [Fact]
    public void Chunks_TextBeyondTheLeastLength_IsNotCut()
    {
        var chunk = Assert.Single(Chunks(string.Join(' ', Enumerable.Repeat("cat", 400)), leastLength: 256));
        Assert.Equal((401, 1), (chunk.Ids.Count, chunk.Ids[^1]));
    }

    [Fact]
    public void Chunks_Embedding_StandsInItsPlace()
    {
        var chunk = Assert.Single(Chunks("a embedding:known cat", leastLength: 1));
        Assert.Equal([2, 3], chunk.Embeddings.Keys.Order());
        Assert.Equal([3, 9, 1, 1, 1712, 1], chunk.Ids);
    }

    private static IReadOnlyList<TokenChunk> Chunks(string text, int leastLength) =>
        new T5Prompt(leastLength).Chunks(text, name => name == "known" ? TwoVectors : null, _ => { });
}
