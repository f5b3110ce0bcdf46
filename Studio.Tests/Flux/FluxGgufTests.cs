using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Flux;

/// <summary>Flux and T5 in GGUF files, with the numbers of nine formats of blocks in one of them.</summary>
public sealed class FluxGgufTests : IDisposable
{
    private static readonly (string Ours, string Theirs)[] T5Names =
    [
        ("encoder.block.", "enc.blk."), ("layer.0.SelfAttention.q.", "attn_q."), ("layer.0.SelfAttention.k.", "attn_k."),
        ("layer.0.SelfAttention.v.", "attn_v."), ("layer.0.SelfAttention.o.", "attn_o."), ("layer.0.layer_norm.", "attn_norm."),
        ("layer.0.SelfAttention.relative_attention_bias.", "attn_rel_b."), ("layer.1.DenseReluDense.wi_0.", "ffn_gate."),
        ("layer.1.DenseReluDense.wi_1.", "ffn_up."), ("layer.1.DenseReluDense.wo.", "ffn_down."), ("layer.1.layer_norm.", "ffn_norm."),
        ("shared.", "token_embd."), ("encoder.final_layer_norm.", "enc.output_norm."),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string GoldenFile(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "families", "gguf_flux", name);

    /// <summary>Wide, as most memory and least time asks for, and packed but for the layer that runs. Both are the same numbers.</summary>
    [Fact]
    public void Denoiser_OfNineFormats_EqualsTheReferenceWideAndPacked()
    {
        var (wide, wideBytes) = Run(MemoryPolicy.Low);
        var (packed, packedBytes) = Run(MemoryPolicy.KeepHalf);
        Compare.AssertRelativeError(Npy.Read(GoldenFile("out.npy")), wide, 1e-3);
        Assert.Equal(wide.Span.ToArray(), packed.Span.ToArray());
        var file = new FileInfo(GoldenFile("model.gguf")).Length;
        Assert.InRange(packedBytes, file * 9 / 10, file);
        Assert.True(wideBytes > 3 * file);
    }

    [Fact]
    public void T5_NamedByLlamaCpp_IsTheOneOfItsNames()
    {
        var golden = FamilyGolden.Of("flux_dev");
        var writer = new GgufWriter().Text("general.architecture", "t5encoder");
        foreach (var tensor in golden.Recipe.AsArray().Select(tensor => tensor!))
        {
            if ((string)tensor["n"]! is var name && !name.StartsWith(TinyFlux.T5Prefix, StringComparison.Ordinal))
                continue;
            var shape = tensor["s"]!.AsArray().Select(size => (long)size!).ToArray();
            var numbers = Recipe.Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size));
            writer.AddSingle(T5Names.Aggregate(name[TinyFlux.T5Prefix.Length..],
                (renamed, pair) => renamed.Replace(pair.Ours, pair.Theirs, StringComparison.Ordinal)), numbers, shape);
        }
        var path = Path.Combine(_folder.Path, "t5.gguf");
        writer.Save(path);
        Assert.Contains("enc.blk.0.attn_q.weight", TensorFormats.Read(path).Tensors.Keys);
        using var pool = new ModelPool(new ModelPoolOptions());
        var encoder = pool.LoadTextEncoders(path, CancellationToken.None).Single();
        using var network = pool.Lease(encoder, CancellationToken.None);
        var ids = golden.Cases["t5xxl_ids"]!.AsArray().Select(id => (int)id!).ToArray();
        var hidden = network.Session.Run(
            [
                NamedInput.Of(TextNetwork.IdsInput, ids, 1, ids.Length),
                NamedInput.Of(TextNetwork.PositionsInput, Array.Empty<long>(), 0, 2),
                NamedInput.Of(TextNetwork.VectorsInput, new Tensor(0, 128)),
            ],
            [TextNetwork.LastHidden],
            CancellationToken.None)[0];
        Compare.AssertMaximumError(golden.Array("t5xxl_unpadded_hidden"), hidden, 2e-3);
    }

    private static (Tensor Output, long Bytes) Run(MemoryPolicy memory)
    {
        using var pool = new ModelPool(new ModelPoolOptions { Session = SessionSettings.Default with { Memory = memory } });
        var model = pool.LoadModel(GoldenFile("model.gguf"), CancellationToken.None);
        Assert.Equal("Flux schnell", model.Family.Name);
        using var network = pool.Lease(model.Network, CancellationToken.None);
        return (network.Session.Run(
            [
                NamedInput.Of(DenoiserNetwork.SampleInput, Npy.Read(GoldenFile("x.npy"))),
                NamedInput.Of(DenoiserNetwork.TimestepInput, Npy.Read(GoldenFile("timesteps.npy"))),
                NamedInput.Of(DenoiserNetwork.ContextInput, Npy.Read(GoldenFile("context.npy"))),
                NamedInput.Of(FluxTransformer.SummaryInput, Npy.Read(GoldenFile("y.npy"))),
            ],
            [DenoiserNetwork.Result],
            CancellationToken.None)[0], pool.MemoryUsed);
    }
}
