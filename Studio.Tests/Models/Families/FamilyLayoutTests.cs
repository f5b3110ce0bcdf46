using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Models;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>The names and shapes of real files through the diagrams, and models of their layout at a tenth of their widths.</summary>
public sealed class FamilyLayoutTests : IDisposable
{
    private const string Prefix = "model.diffusion_model.";
    private const string Blocks = ".1.transformer_blocks.";
    private const int Context = 96;
    private const int Summary = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sd15")]
    [InlineData("sd15_inpainting")]
    [InlineData("sd20_base_eps")]
    [InlineData("sdxl_base")]
    [InlineData("sdxl_refiner")]
    [InlineData("ssd1b")]
    [InlineData("segmind_vega")]
    [InlineData("playground_v25")]
    public void Diagram_OfARealFile_TakesEveryTensorOfTheDenoiser(string file)
    {
        var source = CheckpointSource.Open(WriteWithoutNumbers(Header(file)), "checkpoints", FamilyCatalog.BuiltIn);
        var denoiser = source.Family.Find(NetworkRole.Denoiser)!;
        using var reader = source.OpenWeights(denoiser, WeightChanges.None, KeptTypes.Half, CancellationToken.None);
        var taken = new TakenWeights();

        denoiser.Build(new OnnxGraph(taken, reader.Weights, new GraphOptions(Compute: ElementType.Float16)), GraphPatches.None);

        Assert.Equal(source.Weights(denoiser).Keys.Order(StringComparer.Ordinal), taken.Names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("sdxl_base")]
    [InlineData("ssd1b")]
    [InlineData("segmind_vega")]
    public void Layout_OfDiffusers_IsReadUnderTheUsualNames(string file)
    {
        var header = Header(file);
        var unet = ModelDetector.Describe(header)!.Family!.UNet();
        var names = new DiffusersNames(unet.BlockCounts);
        var there = header.Renamed(name =>
        {
            var end = name.LastIndexOf('.');
            return name.StartsWith(Prefix, StringComparison.Ordinal) ? names.Of(name[Prefix.Length..end]) + name[end..] : null;
        });

        Assert.Equal(header.Tensors.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            ModelLayout.Unify(there).Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SmallestModel_OfTheLayoutAtATenthOfItsWidths_Samples() =>
        Model_OfTheLayoutAtATenthOfItsWidths_Samples("segmind_vega", "SDXL");

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("ssd1b", "SDXL")]
    [InlineData("playground_v25", "Playground 2.5")]
    public void Model_OfTheLayoutAtATenthOfItsWidths_Samples(string file, string family)
    {
        using var pool = new ModelPool(new ModelPoolOptions());
        var model = pool.LoadModel(WriteTiny(file), CancellationToken.None);
        var text = new Conditioning(
            [new ConditioningEntry(TinyModelTests.Waves(1, 77, Context)) { Pooled = TinyModelTests.Waves(1, Summary) }]);

        var result = pool.Sample(new SamplingRequest(new ClassifierFreeGuider(model, text, text, 1), new Latent(new Tensor(1, 4, 8, 8)))
        {
            Sampler = BuiltIn.Samplers.Get("euler"), Sigmas = new float[] { 5, 1, 0 }, Seed = 1,
        });

        Assert.Equal(family, model.Family.Name);
        Assert.Equal([1, 4, 8, 8], result.Samples.Shape.ToArray());
        Assert.True(result.Samples.AreFinite() && result.Samples.Span.ContainsAnyExcept(0));
    }

    /// <summary>
    /// The file's names and shapes; of SSD-1B with the depths of its public configuration, 4, 4, 10, 2, 1, 1 on the way up.
    /// </summary>
    private static TensorHeader Header(string file)
    {
        var header = FamilyDetectionTests.Header(file);
        if (file != "ssd1b")
            return header;
        int[] depths = [4, 4, 10, 2, 1, 1];
        return header.Replaced(entry =>
        {
            var at = entry.Name.IndexOf(Blocks + "0.", StringComparison.Ordinal);
            if (!entry.Name.StartsWith(Prefix + "output_blocks.", StringComparison.Ordinal)
                || !entry.Name.Contains(Blocks, StringComparison.Ordinal))
            {
                return [entry];
            }
            if (at < 0)
                return [];
            var block = int.Parse(entry.Name[(Prefix.Length + "output_blocks.".Length)..at]);
            return Enumerable.Range(0, depths[block]).Select(depth => entry with
            {
                Name = entry.Name.Replace(Blocks + "0.", $"{Blocks}{depth}.", StringComparison.Ordinal),
            });
        });
    }

    /// <summary>A file with the denoiser's header and a hole for its numbers, which nobody reads.</summary>
    private string WriteWithoutNumbers(TensorHeader header)
    {
        var (json, offset) = (new JsonObject(), 0L);
        foreach (var entry in header.Tensors.Values.Where(entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal)
            || entry.Name.StartsWith("edm_", StringComparison.Ordinal)))
        {
            json[entry.Name] = new JsonObject
            {
                ["dtype"] = entry.DType,
                ["shape"] = new JsonArray([.. entry.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, offset += entry.ByteLength),
            };
        }
        var path = Path.Combine(_folder.Path, "hole.safetensors");
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        using var stream = File.Create(path);
        stream.Write(BitConverter.GetBytes((ulong)bytes.Length));
        stream.Write(bytes);
        stream.SetLength(stream.Position + offset);
        return path;
    }

    private string WriteTiny(string file)
    {
        var writer = new SafetensorsWriter();
        foreach (var entry in Header(file).Tensors.Values.Where(entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal)
            || entry.Name.StartsWith("edm_", StringComparison.Ordinal)))
        {
            long[] shape = [.. entry.Shape.Select(Tiny)];
            writer.Add(entry.Name, "F16", TinyModel.Numbers(entry.Name, shape, 1), shape);
        }
        var path = Path.Combine(_folder.Path, "tiny.safetensors");
        writer.Save(path);
        return path;

        static long Tiny(long size) => size switch
        {
            2816 => Summary + (6 * SizeInputs.Waves),
            2048 => Context,
            < 10 => size,
            _ => size / 10,
        };
    }

    /// <summary>Remembers which weights a diagram asks for.</summary>
    private sealed class TakenWeights : IGraphBuilder
    {
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public void Input(string name, ElementType type, params ReadOnlySpan<long> dims)
        {
        }

        public void Output(string name, ElementType type)
        {
        }

        /// <summary>Constants have numbers for names, and no dot in them.</summary>
        public void Initializer(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
        {
            if (name.Contains('.', StringComparison.Ordinal))
                Names.Add(name);
        }

        public void Node(string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<OrtAttribute> attributes,
            string domain = "")
        {
        }
    }
}
