using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

public sealed class TextEncoderTests : IDisposable
{
    private const int Width = 64;

    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool;

    public TextEncoderTests() => _pool = new ModelPool(new ModelPoolOptions(), new FolderFiles(_folder.Path));

    private ClipModel Clip => _pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None).Clip!;

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Encode_WeightedToken_MovesAwayFromTheEmptyPromptByItsWeight()
    {
        var (plain, empty) = (Encode("a red star"), Encode(""));
        var weighted = Encode("a (red:1.5) star");

        // start, a, red, star: only the third token has a weight
        var expected = plain.Clone();
        for (var i = 2 * Width; i < 3 * Width; i++)
            expected.Span[i] = ((plain.Span[i] - empty.Span[i]) * 1.5f) + empty.Span[i];
        Compare.AssertMaximumError(expected, weighted, 1e-5);
        Assert.True(MathF.Abs(weighted.Span[2 * Width] - plain.Span[2 * Width]) > 1e-3f);
    }

    [Fact]
    public void Encode_LongPrompt_IsChunksOneAfterAnother()
    {
        var words = string.Join(' ', Enumerable.Repeat("star", 100));
        var embedding = Encode(words);
        Assert.Equal([1, 154, Width], embedding.Shape.ToArray());
        var firstChunk = Encode(string.Join(' ', Enumerable.Repeat("star", 75)));
        Compare.AssertMaximumError(firstChunk.Reshape(77, Width), embedding.Reshape(154, Width).Slice(0, 77), 1e-5);
        Compare.AssertMaximumError(Encode(string.Join(' ', Enumerable.Repeat("star", 25))).Reshape(77, Width),
            embedding.Reshape(154, Width).Slice(77, 77), 1e-5);
    }

    [Fact]
    public void Encode_ClipSkip_DiffersPerLayerAndFallsBackToTheLast()
    {
        var last = Encode("a star");
        var layers = new[] { -1, -2, -3 }.Select(
            layer => _pool.Encode(Clip.WithStopAtLayer(layer), "a star", CancellationToken.None).Entries[0].Embedding).ToArray();
        Assert.Equal(last.Span.ToArray(), layers[0].Span.ToArray());
        Assert.NotEqual(layers[0].Span.ToArray(), layers[1].Span.ToArray());
        Assert.NotEqual(layers[1].Span.ToArray(), layers[2].Span.ToArray());
        Assert.Equal(last.Span.ToArray(),
            _pool.Encode(Clip.WithStopAtLayer(-24), "a star", CancellationToken.None).Entries[0].Embedding.Span.ToArray());
    }

    [Fact]
    public void Encode_Pooled_IsTheLastLayerAtTheFirstEnd()
    {
        var entry = _pool.Encode(Clip, "a red star", CancellationToken.None).Entries[0];
        Assert.Equal(entry.Embedding.Span.Slice(4 * Width, Width).ToArray(), entry.Pooled!.Span.ToArray());
        var skipped = _pool.Encode(Clip.WithStopAtLayer(-2), "a red star", CancellationToken.None).Entries[0];
        Compare.AssertMaximumError(entry.Pooled, skipped.Pooled!, 1e-6);
    }

    [Fact]
    public void Encode_Embedding_TakesTheTokensPlace()
    {
        var vectors = TinyModelTests.Waves(2, Width);
        new SafetensorsWriter().Add("emb_params", "F32", vectors.Span, 2, Width).Save(Path.Combine(_folder.Path, "waves.safetensors"));

        var withEmbedding = Encode("a embedding:waves star");

        Assert.Equal([1, 77, Width], withEmbedding.Shape.ToArray());
        Assert.NotEqual(Encode("a star").Span.ToArray(), withEmbedding.Span.ToArray());
        // tokens see only what stands before them: start and "a" are as they were
        Compare.AssertMaximumError(Encode("a star").Reshape(77, Width).Slice(0, 2), withEmbedding.Reshape(77, Width).Slice(0, 2), 1e-5);
    }

    [Theory]
    [InlineData("a embedding:wide star", "wide")]
    [InlineData("a embedding:broken star", "broken.safetensors")]
    [InlineData("a embedding:none, star", "none")]
    public void Encode_EmbeddingThatCannotBeUsed_IsLeftOutAloud(string text, string named)
    {
        new SafetensorsWriter().Add("emb_params", "F32", new float[768], 1, 768).Save(Path.Combine(_folder.Path, "wide.safetensors"));
        File.WriteAllText(Path.Combine(_folder.Path, "broken.safetensors"), "nothing");
        var warnings = new List<string>();

        var embedding = new TextEncoding(_pool).Encode(Clip, text, warnings.Add, CancellationToken.None).Entries.Single().Embedding;

        Assert.Equal(Encode(text.Contains(',') ? "a , star" : "a star").Span.ToArray(), embedding.Span.ToArray());
        Assert.Contains(named, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_EmbeddingsOfEveryFormat_GiveTheSame()
    {
        var vectors = TinyModelTests.Waves(2, Width).Span.ToArray();
        new SafetensorsWriter().Add("emb_params", "F32", vectors, 2, Width).Save(Path.Combine(_folder.Path, "one.safetensors"));
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("string_to_token", pickle => pickle.Op("}").Item("*", token => token.Int(265)))
            .Item("string_to_param", pickle => pickle.Op("}").Item("*", _ => writer.Tensor(vectors, 2, Width))).Item("name",
                pickle => pickle.Text("two"));
        writer.SaveArchive(Path.Combine(_folder.Path, "two.pt"));
        writer.SaveSequence(Path.Combine(_folder.Path, "three.bin"));

        var expected = Encode("a embedding:one star").Span.ToArray();
        Assert.Equal(expected, Encode("a embedding:two star").Span.ToArray());
        Assert.Equal(expected, Encode("a\u3000embedding:three\u00a0star").Span.ToArray());
    }

    private Tensor Encode(string text) => _pool.Encode(Clip, text, CancellationToken.None).Entries.Single().Embedding;

    private sealed class FolderFiles(string folder) : IModelFiles
    {
        public IReadOnlyList<string> Names(string kind) =>
            [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

        public string? Find(string kind, string name) =>
            kind == "embeddings" && File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }
}
