using Studio.Engine.Tokenizers;

namespace Studio.Tests.Tokenizers;

public sealed class ClipChunksTests
{
    private static readonly ReadOnlyMemory<float>[] TwoVectors = [new float[] { 1, 2 }, new float[] { 3, 4 }];

    [Fact]
    public void Build_Nothing_IsOneChunkOfPadding()
    {
        var chunk = Assert.Single(ClipChunks.Build("", ClipTokenizer.Shared, padding: 0));
        Assert.Equal([49406, 49407, .. Enumerable.Repeat(0, 75)], chunk.Ids);
        Assert.All(chunk.Weights, weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void Build_Weights_StandBesideTheirTokens()
    {
        var chunk = Assert.Single(ClipChunks.Build("a (cat:1.5) dog", ClipTokenizer.Shared));
        Assert.Equal([1, 1, 1.5f, 1, 1], chunk.Weights.Take(5));
        Assert.Equal([49406, 320, 2368, 1929, 49407, 49407], chunk.Ids.Take(6));
    }

    [Theory]
    [InlineData(75, 1)]
    [InlineData(76, 2)]
    [InlineData(150, 2)]
    [InlineData(151, 3)]
    public void Build_LongText_IsCutWhereAChunkIsFull(int tokens, int chunks)
    {
        var built = ClipChunks.Build(string.Join(' ', Enumerable.Repeat("cat", tokens)), ClipTokenizer.Shared);
        Assert.Equal(chunks, built.Count);
        Assert.All(built, chunk => Assert.Equal((77, 77, 49406), (chunk.Ids.Count, chunk.Weights.Count, chunk.Ids[0])));
        Assert.Equal(tokens, built.Sum(chunk => chunk.Ids.Count(id => id == 2368)));
        Assert.All(built.SkipLast(1), chunk => Assert.Equal(49407, chunk.Ids[76]));
    }

    [Theory]
    [InlineData(7, 70, 7)]
    [InlineData(8, 75, 3)]
    public void Build_GroupAtAChunksEnd_MovesWholeWhenItIsShort(int group, int inFirst, int inSecond)
    {
        var text = string.Join(' ', Enumerable.Repeat("cat", 70)) + $"({string.Join(' ', Enumerable.Repeat("dog", group))}:1.2)";
        var built = ClipChunks.Build(text, ClipTokenizer.Shared, padding: 0);
        Assert.Equal(2, built.Count);
        Assert.Equal(inFirst, built[0].Ids.Count(id => id is 2368 or 1929));
        Assert.Equal(inSecond, built[1].Ids.Count(id => id is 2368 or 1929));
        Assert.Equal(49407, built[0].Ids[inFirst + 1]);
        Assert.Equal(1.2f, built[1].Weights[1]);
    }

    [Fact]
    public void Build_Embedding_TakesTheTokensPlace()
    {
        var chunk = Assert.Single(
            ClipChunks.Build("cat (embedding:bad, dog:1.5)", ClipTokenizer.Shared, embeddings: name => name == "bad" ? TwoVectors : null));
        Assert.Equal([2, 3], chunk.Embeddings.Keys.Order());
        Assert.Equal(new float[] { 3, 4 }, chunk.Embeddings[3].ToArray());
        Assert.Equal([49406, 2368, 49407, 49407, 267, 1929, 49407], chunk.Ids.Take(7));
        Assert.Equal([1, 1, 1.5f, 1.5f, 1.5f, 1.5f, 1], chunk.Weights.Take(7));
    }

    [Fact]
    public void Build_UnknownEmbedding_IsLeftOut()
    {
        var chunk = Assert.Single(ClipChunks.Build("cat embedding:nothing dog", ClipTokenizer.Shared, embeddings: _ => null));
        Assert.Equal([49406, 2368, 1929, 49407], chunk.Ids.Take(4));
        Assert.Empty(chunk.Embeddings);
    }

    [Fact]
    public void Build_EmbeddingInsideAWord_IsText() =>
        Assert.Empty(Assert.Single(ClipChunks.Build("catembedding:bad", ClipTokenizer.Shared, embeddings: _ => TwoVectors)).Embeddings);

    /// <summary>
    /// Where a name begins and ends: E stands for the embedding's vectors, and what is in angle brackets is looked for in vain.
    /// </summary>
    [Theory]
    [InlineData("embedding:bad", "E", "")]
    [InlineData("cat\tembedding:bad", "cat E", "")]
    [InlineData("cat\rembedding:bad", "cat E", "")]
    [InlineData("cat\nembedding:bad\n", "cat E", "")]
    [InlineData("cat\vembedding:bad\fdog", "cat E dog", "")]
    [InlineData("cat\u00a0embedding:bad\u00a0dog", "cat E dog", "")]
    [InlineData("cat\u3000embedding:bad\u3000dog", "cat E dog", "")]
    [InlineData("cat\u2028embedding:bad\u1680dog", "cat E dog", "")]
    [InlineData("cat\u0085embedding:bad\u202fdog", "cat E dog", "")]
    [InlineData("cat \u001cembedding:bad\u001fdog", "cat \u001c E dog", "")]
    [InlineData("cat\u200bembedding:bad", "cat\u200bembedding:bad", "")]
    [InlineData("cat,embedding:bad", "cat,embedding:bad", "")]
    [InlineData("cat embedding:bad<lora:x:1>", "cat E <lora:x:1>", "")]
    [InlineData("cat embedding:bad[b] dog", "cat E [b] dog", "")]
    [InlineData("cat embedding:bad,<x> dog", "cat E , <x> dog", "")]
    [InlineData("cat embedding:bad, dog", "cat E , dog", "")]
    [InlineData("cat embedding:bad,,, dog", "cat E ,,, dog", "")]
    [InlineData("cat embedding:,bad dog", "cat E d dog", "")]
    [InlineData("embedding:bad embedding:bad  embedding:bad", "E E E", "")]
    [InlineData("embedding:bad embedding:worse, embedding:bad", "E , E", "worse")]
    [InlineData("(embedding:bad:1.2)", "E", "")]
    [InlineData("(cat)embedding:bad", "cat E", "")]
    [InlineData("cat \\(embedding:bad", "cat (embedding:bad", "")]
    [InlineData("cat embedding: dog", "cat", "dog")]
    [InlineData("cat embedding:", "cat", "")]
    [InlineData("cat embedding:<x>", "cat <x>", "-")]
    [InlineData("cat embedding:, dog", "cat , dog", "-")]
    [InlineData("cat embedding:worse< dog", "cat < dog", "worse")]
    [InlineData("cat Embedding:bad", "cat Embedding:bad", "")]
    [InlineData("cat embedding:Bad", "cat", "Bad")]
    public void Build_EmbeddingsInText_BeginAndEndAsInComfyUi(string text, string read, string missing)
    {
        var missed = new List<string>();
        var chunk = Assert.Single(
            ClipChunks.Build(text, ClipTokenizer.Shared, embeddings: name => name == "bad" ? TwoVectors : null, missing: missed.Add));

        var expected = read.Split(' ').SelectMany(word => word == "E" ? [-1, -2] : ClipTokenizer.Shared.Encode(word));
        var ids = chunk.Ids.Select((id, at) => chunk.Embeddings.TryGetValue(at, out var vector) ? -(int)((vector.Span[0] + 1) / 2) : id)
            .Skip(1).TakeWhile(id => id != 49407);
        Assert.Equal(expected, ids);
        Assert.Equal(missing.Length == 0 ? [] : [missing == "-" ? "" : missing], missed);
    }
}
