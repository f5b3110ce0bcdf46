using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Models;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tokenizers;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>A denoiser that is no UNet says itself what LoRAs call its layers and how its checkpoints are written.</summary>
public sealed class ToyTransformerTests : IDisposable
{
    private const int Width = 4;
    private const string Fused = "blocks.0.qkv";
    private const string Last = "last";

    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(
        new ModelPoolOptions { Families = FamilyCatalog.In(typeof(FamilyCatalog).Assembly, typeof(ToyTransformerFamily).Assembly) });

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Lora_OfProjectionsOneByOne_ChangesTheirRowsOfTheFusedLayer()
    {
        var lora = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer("transformer.blocks.0.to_q", Width, Width, peft: true)
            .Layer("transformer.blocks.0.to_v", Width, Width, peft: true)
            .Add("transformer.blocks.0.to_k.diff_b", "F32", [1, 2, 3, 4], Width).Save(lora);
        var model = Load();

        var patched = Lora.For(lora, model);

        Assert.Null(patched.Warning);
        var expected = Numbers(model, Fused + ".weight", 3 * Width, Width);
        Add(expected, 0, LoraWriter.Difference("transformer.blocks.0.to_q", Width, Width));
        Add(expected, 2 * Width * Width, LoraWriter.Difference("transformer.blocks.0.to_v", Width, Width));
        AssertNear(expected, Numbers(patched.On(model, 1), Fused + ".weight", 3 * Width, Width));
        var bias = Numbers(model, Fused + ".bias", 3 * Width);
        Add(bias, Width, [1, 2, 3, 4]);
        AssertNear(bias, Numbers(patched.On(model, 1), Fused + ".bias", 3 * Width));
    }

    [Fact]
    public void Lora_WithHalvesInTheOtherOrder_SwapsThem()
    {
        var lora = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer("transformer.norm_out", 2 * Width, Width).Save(lora);
        var model = Load();

        var difference = LoraWriter.Difference("transformer.norm_out", 2 * Width, Width);
        var expected = Numbers(model, Last + ".weight", 2 * Width, Width);
        Add(expected, 0, difference.AsSpan(Width * Width));
        Add(expected, Width * Width, difference.AsSpan(0, Width * Width));
        AssertNear(expected, Numbers(Lora.For(lora, model).On(model, 1), Last + ".weight", 2 * Width, Width));
    }

    [Fact]
    public void Lora_ForFewerColumns_LeavesTheRowsAndSaysSo()
    {
        var lora = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer("transformer.blocks.0.to_q", Width, Width + 1).Layer("transformer.blocks.0.to_v", Width, Width)
            .Save(lora);
        Assert.Contains("transformer.blocks.0.to_q (it is for 4 x 5 numbers", Lora.For(lora, Load()).Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Lora_OnAnotherFamily_IsRefusedWithTheToysName()
    {
        var lora = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer("transformer.blocks.0.to_q", Width, Width).Save(lora);
        var other = _pool.LoadCheckpoint(TinyModel.Write(_folder.Path), CancellationToken.None).Model;
        Assert.Contains("looks made for the toy transformer, and",
            Assert.Throws<EngineException>(() => Lora.For(lora, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckpointFile_OfTheFamily_HasTheNamesThatItReads()
    {
        var original = Write();
        var checkpoint = _pool.LoadCheckpoint(original, CancellationToken.None);
        var saved = Path.Combine(_folder.Path, "saved.safetensors");
        using (var stream = File.Create(saved))
            new CheckpointFile(checkpoint.Model, checkpoint.Clip!, checkpoint.Vae!).Write(stream, new Dictionary<string, string>(),
                (_, _) => { }, CancellationToken.None);

        using var before = TensorFile.Open(original);
        using var after = TensorFile.Open(saved);
        Assert.Equal(before.Header.Tensors.Keys.Order(StringComparer.Ordinal), after.Header.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(before.Header.Tensors.Keys, name => Assert.True(before.Map(name).Span.SequenceEqual(after.Map(name).Span), name));
        Assert.Equal(("7", false), (after.Header.Metadata["toy.tokens"], after.Header.Metadata.ContainsKey("modelspec.predict_key")));
        Assert.Equal("toy", checkpoint.Clip!.Layout.Name);
    }

    private static void Add(Span<float> target, int at, ReadOnlySpan<float> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            target[at + i] += numbers[i];
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private static float[] Numbers(DiffusionModel model, string name, params long[] shape)
    {
        using var reader = model.Network.OpenWeights(KeptTypes.None, CancellationToken.None);
        return MemoryMarshal.Cast<byte, float>(reader.Weights.Get(name, shape).Data.Span).ToArray();
    }

    private DiffusionModel Load() => _pool.LoadCheckpoint(Write(), CancellationToken.None).Model;

    /// <summary>With the text encoder and the autoencoder of the tiny Stable Diffusion, under the toy's names.</summary>
    private string Write()
    {
        var parts = TinyModel.Family with
        {
            Text = TinyModel.Family.Text with { Prefix = "texts.l.text_model." },
            Autoencoder = TinyModel.Family.Autoencoder with { Prefix = "vae." },
        };
        (string Name, long[] Shape)[] tensors =
        [
            ($"toy.{Fused}.weight", [3 * Width, Width]), ($"toy.{Fused}.bias", [3 * Width]), ($"toy.{Last}.weight", [2 * Width, Width]),
            .. CheckpointLayout.Tensors(parts).Where(tensor => !tensor.Name.StartsWith(parts.UNet.Prefix, StringComparison.Ordinal)),
        ];
        var writer = new SafetensorsWriter().Metadata("text.heads", $"{TinyModel.Family.Text.Heads}");
        foreach (var (name, shape) in tensors)
            writer.Add(name, "F32", TinyModel.Numbers(name, shape, 1), shape);
        var path = Path.Combine(_folder.Path, "toy.safetensors");
        writer.Save(path);
        return path;
    }

    /// <summary>Its diagram takes the layers as a real one would: queries, keys and values in one.</summary>
    private sealed record ToyTransformer() : DenoiserNetwork("toy.", Width, Width, ContextWidth: 64)
    {
        public override IReadOnlyDictionary<string, string> Settings => ImmutableDictionary<string, string>.Empty.Add("toy.tokens", "7");

        public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place) =>
        [
            .. base.LoraNames(layers, place), Part("to_q", 0), Part("to_k", 1), Part("to_v", 2),
            new("transformer.norm_out", Last) { HasHalvesSwapped = true },
        ];

        public override void Build(OnnxGraph g, GraphPatches patches)
        {
            var x = g.Input(SampleInput, ElementType.Float32, -1, InChannels, -1, -1);
            var (rows, back) = g.ToRows(x, Width);
            g.Output(Result, back(g.Linear(rows, Fused, Width, 3 * Width)));
        }

        private static LoraName Part(string which, int place) =>
            new($"transformer.blocks.0.{which}", Fused) { Rows = new LayerRows(place * Width, Width) };
    }

    private sealed class ToyTransformerFamily : IFamily
    {
        public string Name => "Toy transformer";

        public TextLayout Text { get; } =
            new("toy", new TextPart("l", NetworkRole.ClipL, new ClipPrompt(Padding: 0), StopAtLayer: -1, NormsHidden: true)
            {
                StoredAs = "texts.l.text_model.",
            });

        public LoraOrigin? OriginOf(LoraLayers layers) => layers.Any("transformer.blocks.0.to_")
            ? new LoraOrigin("the toy transformer", denoiser => denoiser is ToyTransformer, LoraEvidence.Names)
            : null;

        public bool Matches(TensorNames tensors) => tensors.HasAny($"toy.{Fused}.weight");

        public ModelFamily Read(TensorNames tensors) => new(Name)
        {
            Latent = new LatentFormat(Channels: Width, Factor: 8, Scale: 1),
            Parameterization = Parameterization.Flow,
            Text = Text,
            Checkpoint = new CheckpointNames("toy.", "vae."),
            Networks =
            [
                new ToyTransformer(), .. ClipReader.Read(tensors, NetworkRole.ClipL, ["texts.l.text_model."]),
                .. AutoencoderReader.Read(tensors),
            ],
        };
    }
}
