using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>LoRAs and embeddings on a small SDXL: what is equal shares one network, and both text encoders get what is theirs.</summary>
[Collection(nameof(NativeHandles))]
public sealed class LoraXlTests : IDisposable
{
    private const int Castle = 3540;

    private readonly TemporaryFolder _folder = new();
    private readonly LoraModel _loras = new(LoraGoldens.Sdxl, FamilyGolden.Of("sdxl").Path);
    private readonly List<string> _warnings = [];

    public void Dispose()
    {
        _loras.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void On_EqualFilesAndStrengths_ShareOneNetworkEach()
    {
        var (model, clip, _) = _loras.Load("stack/a_then_b", 1);
        var text = Text(_loras.Pool, clip);
        var (used, live) = (_loras.Pool.MemoryUsed, OrtHandle.Live);

        var (same, sameClip, _) = _loras.Load("stack/a_then_b", 1);
        Assert.Equal(model.Network, same.Network);
        Assert.Equal(clip, sameClip);
        Assert.Equal(text.Span.ToArray(), Text(_loras.Pool, sameClip).Span.ToArray());
        Assert.Equal((used, live), (_loras.Pool.MemoryUsed, OrtHandle.Live));

        var (back, backClip, _) = _loras.Load("stack/b_then_a", 1);
        Assert.NotEqual(model.Network, back.Network);
        Compare.AssertMaximumError(text, Text(_loras.Pool, backClip), 1e-4);
    }

    [Theory]
    [InlineData("onetrainer/kohya_like")]
    [InlineData("oft/oft")]
    public void OpenWeights_Twice_GivesTheSameNumbers(string name)
    {
        var (model, clip, _) = _loras.Load(name, 1);
        Assert.All([model.Network, .. clip.Encoders], network => Assert.Equal(Numbers(network), Numbers(network)));
        Assert.NotEqual(Numbers(_loras.Checkpoint.Clip!.Encoders[0]), Numbers(clip.Encoders[0]));
    }

    /// <summary>An embedding that is the very vectors of a word means that word, weighted too.</summary>
    [Fact]
    public void Encode_EmbeddingForBothEncoders_IsReadByBoth()
    {
        using var pool = PoolWithEmbeddings();
        var clip = pool.LoadCheckpoint(FamilyGolden.Of("sdxl").Path, CancellationToken.None).Clip!;
        WriteEmbedding("both", (0, "clip_l"), (1, "clip_g"));
        WriteEmbedding("one", (0, "emb_params"));

        var word = Text(pool, clip, "a (castle:1.3) by the lake");
        Compare.AssertMaximumError(word, Text(pool, clip, "a (embedding:both:1.3) by the lake"), 1e-5);
        Assert.Empty(_warnings);

        var halfway = Text(pool, clip, "a (embedding:one:1.3) by the lake, embedding:nowhere");
        Assert.Equal(word.Shape.ToArray(), halfway.Shape.ToArray());
        Assert.Collection(_warnings,
            text => Assert.Contains("'nowhere'", text, StringComparison.Ordinal),
            text => Assert.Contains("'one' is for one of this model's text encoders only", text, StringComparison.Ordinal));
    }

    private ModelPool PoolWithEmbeddings() => new(new ModelPoolOptions(), new FolderModelFiles(_folder.Path));

    private Tensor Text(ModelPool pool, ClipModel clip, string text = "a castle by the lake") =>
        new TextEncoding(pool).Encode(clip, text, _warnings.Add, CancellationToken.None).Entries[0].Embedding;

    private void WriteEmbedding(string name, params (int Encoder, string Key)[] parts)
    {
        var writer = new SafetensorsWriter();
        foreach (var (encoder, key) in parts)
        {
            var recipe = _loras.Checkpoint.Clip!.Encoders[encoder];
            using var reader = recipe.OpenWeights(KeptTypes.None, CancellationToken.None);
            const string table = "embeddings.token_embedding.weight";
            var shape = recipe.Weights()[table].Shape;
            var width = (int)shape[1];
            var row = MemoryMarshal.Cast<byte, float>(reader.Weights.Get(table, [.. shape]).Data.Span)
                .Slice(Castle * width, width).ToArray();
            writer.Add(key, "F32", row, 1, width);
        }
        Directory.CreateDirectory(Path.Combine(_folder.Path, "embeddings"));
        writer.Save(Path.Combine(_folder.Path, "embeddings", name + ".safetensors"));
    }

    private static byte[] Numbers(NetworkRecipe network)
    {
        using var reader = network.OpenWeights(KeptTypes.None, CancellationToken.None);
        using var numbers = new MemoryStream();
        foreach (var (name, entry) in network.Weights().Where(weight => weight.Value.DType == "F16" && weight.Value.Count() < 1 << 18))
        {
            numbers.Write(reader.Weights.Get(name, [.. entry.Shape]).Data.Span);
            reader.Weights.Release();
        }
        return SHA256.HashData(numbers.ToArray());
    }
}
