using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// Every layout of LoRAs for Stable Diffusion 1.5, on a small model of its shape, against the weights and predictions that ComfyUI 0.30.0
/// makes of them.
/// </summary>
public sealed class LoraGoldenTests(LoraGoldenTests.SmallModel small) : IClassFixture<LoraGoldenTests.SmallModel>
{
    private const string UNetPrefix = "diffusion_model.";
    private const string TextPrefix = "clip_l.transformer.text_model.";

    private static readonly JsonObject Cases = JsonNode.Parse(File.ReadAllText(PathOf("cases.json")))!.AsObject();
    private static readonly JsonObject Recipes = JsonNode.Parse(File.ReadAllText(PathOf("recipes.json")))!.AsObject();

    /// <summary>
    /// What ComfyUI skips weight by weight with an error each, and nothing of the file is left: here the node fails and says why.
    /// </summary>
    private static readonly string[] Refused = ["oft/boft_no_alpha"];

    /// <summary>
    /// A magnitude without a second axis: ComfyUI fails on most such weights and takes the wrong axis on square ones. Here it is one per
    /// output.
    /// </summary>
    private static readonly string[] OwnMeaning = ["dora/vector_1d"];

    public static TheoryData<string> Names =>
        [.. Cases.Where(pair => pair.Value!["load_error"] is null && !Refused.Contains(pair.Key) && !OwnMeaning.Contains(pair.Key))
            .Select(pair => pair.Key)];

    public static TheoryData<string> Failing =>
        [.. Cases.Where(pair => pair.Value!["load_error"] is not null).Select(pair => pair.Key), .. Refused];

    public static TheoryData<string, string> Outputs
    {
        get
        {
            var outputs = new TheoryData<string, string>();
            foreach (var (name, golden) in Cases.Where(pair => pair.Value!["outputs"] is not null && !Refused.Contains(pair.Key)))
            {
                foreach (var (array, _) in golden!["outputs"]!.AsObject())
                    outputs.Add(name, array);
            }
            return outputs;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AnyLayout_GivesTheReferencesWeights(string name)
    {
        var (model, clip, warnings) = Load(name, 1);
        var expected = Cases[name]!["weights"]!.AsObject();
        using var unet = model.Network.OpenWeights(keepHalf: false, CancellationToken.None);
        using var text = clip.Encoders[0].OpenWeights(keepHalf: false, CancellationToken.None);
        foreach (var (target, numbers) in expected)
        {
            var isText = target.StartsWith(TextPrefix, StringComparison.Ordinal);
            var own = target[(isText ? TextPrefix : UNetPrefix).Length..];
            var entry = (isText ? clip.Encoders[0] : model.Network).Weights()[own];
            var weight = MemoryMarshal.Cast<byte, float>((isText ? text : unet).Weights.Get(own, [.. entry.Shape]).Data.Span);
            AssertSummary(target, [.. numbers!.AsArray().Select(number => (double)number!)], weight);
        }
        var isReported = (int)Cases[name]!["reported"]! > 0 && Cases[name]!["intended"] is null
            && (string)Cases[name]!["node"]! == "LoraLoader";
        Assert.Equal(isReported || Cases[name]!["skips"] is not null, warnings.Count > 0);
    }

    /// <summary>Strengths other than 1, which some kinds do not simply multiply by.</summary>
    [Theory]
    [MemberData(nameof(Outputs))]
    public void Apply_OtherStrength_GivesTheReferencesPrediction(string name, string array)
    {
        var (model, _, _) = Load(name, (float)Cases[name]!["outputs"]![array]!);
        var (x, context) = (Npy.Read(PathOf("unet_x.npy")), Npy.Read(PathOf("unet_context.npy")));
        using var lease = small.Pool.Lease(model.Network, CancellationToken.None);
        var output = lease.Session.Run(
            [
                NamedInput.Of("sample", x.Slice(0, 1)), NamedInput.Of("timestep", Npy.Read(PathOf("unet_timesteps.npy")).Slice(0, 1)),
                NamedInput.Of("encoder_hidden_states", context.Slice(0, 1)),
            ],
            ["out_sample"],
            CancellationToken.None)[0];
        Compare.AssertMaximumError(Npy.Read(PathOf(array + ".npy")), output, 2e-4);
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void Load_WhatCannotBeApplied_SaysWhy(string name)
    {
        var failure = Assert.Throws<EngineException>(() => Load(name, 1));
        var reason = name switch { "kohya/down_missing" => "half of the pair is missing", "kohya/alpha_vector" => "is not one number", _ =>
            "it has no alpha" };
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MagnitudeWithoutASecondAxis_IsOnePerOutput()
    {
        var (model, _, warnings) = Load("dora/vector_1d", 1);
        Assert.Empty(warnings);
        Assert.NotSame(small.Checkpoint.Model, model);
    }

    private static void AssertSummary(string target, double[] expected, ReadOnlySpan<float> weight)
    {
        double largest = 0, squares = 0, sum = 0, weighted = 0;
        for (var i = 0; i < weight.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(weight[i]));
            squares += (double)weight[i] * weight[i];
            sum += weight[i];
            weighted += (double)weight[i] * ((i % 7) - 3);
        }
        var length = Math.Sqrt(squares);
        var limit = 1e-5 * length * Math.Sqrt(weight.Length);
        Assert.True(Math.Abs(largest - expected[0]) <= 1e-5 * expected[0], $"{target}: the largest number is {largest}, not {expected[0]}");
        Assert.True(Math.Abs(length - expected[1]) <= 1e-5 * expected[1], $"{target}: the length is {length}, not {expected[1]}");
        Assert.True(Math.Abs(sum - expected[2]) <= limit, $"{target}: the sum is {sum}, not {expected[2]}");
        Assert.True(Math.Abs(weighted - expected[3]) <= 3 * limit, $"{target}: the weighted sum is {weighted}, not {expected[3]}");
    }

    /// <summary>The model with a case's files on it, one after another.</summary>
    private (DiffusionModel Model, ClipModel Clip, List<string> Warnings) Load(string name, float strength)
    {
        var (model, clip, warnings) = (small.Checkpoint.Model, small.Checkpoint.Clip!, new List<string>());
        var isModelOnly = (string)Cases[name]!["node"]! == "LoraLoaderModelOnly";
        foreach (var file in Cases[name]!["files"]!.AsArray())
        {
            var lora = Lora.For(small.Write((string)file![0]!, Recipes), small.Checkpoint.Model,
                isModelOnly ? null : small.Checkpoint.Clip);
            if (lora.Warning is { } warning)
                warnings.Add(warning);
            (model, clip) = (lora.On(model, (float)file[1]! * strength), isModelOnly ? clip : lora.On(clip, (float)file[2]! * strength));
        }
        return (model, clip, warnings);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "lora", name);

    /// <summary>The model, written once.</summary>
    public sealed class SmallModel : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public SmallModel()
        {
            var path = Path.Combine(_folder.Path, "small.safetensors");
            new SafetensorsWriter().Add(Recipes["model"]!, name => !name.StartsWith("first_stage_model.", StringComparison.Ordinal))
                .Save(path);
            Checkpoint = Pool.LoadCheckpoint(path, CancellationToken.None);
        }

        internal ModelPool Pool { get; } = new(new ModelPoolOptions());

        internal LoadedCheckpoint Checkpoint { get; }

        internal string Write(string recipe, JsonObject recipes)
        {
            var path = Path.Combine(_folder.Path, recipe.Replace('/', '-') + ".safetensors");
            if (!File.Exists(path))
                new SafetensorsWriter().Add(recipes[recipe]!).Save(path);
            return path;
        }

        public void Dispose()
        {
            Pool.Dispose();
            _folder.Dispose();
        }
    }
}
