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
        var chunk = Assert.Single(ClipChunks.Build("cat (embedding:bad, dog:1.5)", ClipTokenizer.Shared, embeddings: name => name == "bad" ? TwoVectors : null));
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
}
