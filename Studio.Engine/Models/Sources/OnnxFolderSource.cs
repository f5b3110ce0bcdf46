using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// A folder in diffusers layout with ONNX networks, as Hugging Face Optimum exports it: unet/model.onnx, text_encoder/model.onnx,
/// vae_decoder/model.onnx, vae_encoder/model.onnx, scheduler/scheduler_config.json, model_index.json. Sizes come from each part's
/// config.json; what is not said is Stable Diffusion 1.5's.
/// </summary>
internal sealed class OnnxFolderSource(string path, FileStamp stamp, ModelFamily family) : ModelSource(path, stamp, family)
{
    private const string ModelFile = "model.onnx";

    private static readonly Dictionary<NetworkRole, string> Folders = new()
    {
        [NetworkRole.Denoiser] = "unet",
        [NetworkRole.ClipL] = "text_encoder",
        [NetworkRole.VaeDecoder] = "vae_decoder",
        [NetworkRole.VaeEncoder] = "vae_encoder",
    };

    /// <exception cref="EngineException">BadFile: no such layout, or a damaged description. Unsupported: another pipeline than Stable
    /// Diffusion 1.x.</exception>
    public static OnnxFolderSource Open(string path)
    {
        var name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));
        if (!File.Exists(System.IO.Path.Combine(path, "unet", ModelFile)))
            throw new EngineException(EngineError.BadFile,
                $"The folder '{name}' is not a model: it has no unet/{ModelFile}. Export the model with Optimum (task text-to-image), or use a .safetensors file.");
        var pipeline = Read(path, "model_index.json")["_class_name"]?.ToString() ?? "StableDiffusionPipeline";
        if (pipeline.Contains("XL", StringComparison.Ordinal) || !pipeline.Contains("StableDiffusion", StringComparison.Ordinal)
            || pipeline.Contains('3'))
            throw new EngineException(EngineError.Unsupported,
                $"The folder '{name}' is a {pipeline}: recognised, but not supported yet. Use a Stable Diffusion 1.x model.");
        try
        {
            return new OnnxFolderSource(path, FileStamp.Of(path), ReadFamily(path));
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or OverflowException)
        {
            throw new EngineException(EngineError.BadFile,
                $"A config.json in the folder '{name}' has a value of the wrong kind: {failure.Message}", failure);
        }
    }

    public override long EstimateBytes(Network network, ModelPoolOptions options) => MemoryPlan.Copies(options.Session.Memory)
        * FolderListing
        .Files(System.IO.Path.Combine(Path, Folders[network.Role]), new())
        .Where(file => file.Name.StartsWith(ModelFile, StringComparison.Ordinal)).Sum(file => file.Bytes);

    public override LoadedNetwork Build(Network network, WeightChanges changes, GraphPatches patches, ModelPoolOptions options,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireUnchanged();
        if (!patches.IsEmpty)
            throw new EngineException(EngineError.Unsupported,
                $"The folder '{Name}' holds finished ONNX networks: FreeU, perturbed attention and ControlNets cannot be built into them. Use the .safetensors checkpoint of this model.");
        var file = System.IO.Path.Combine(Path, Folders[network.Role], ModelFile);
        if (!File.Exists(file))
            throw new EngineException(EngineError.BadFile,
                $"The folder '{Name}' has no {network.Role.Title} ({Folders[network.Role]}/{ModelFile}).");
        var bytes = EstimateBytes(network, options);
        return new LoadedNetwork(OrtSession.FromFile(file, Settings(network, options)), bytes);
    }

    public override IReadOnlyDictionary<string, TensorEntry> Weights(Network network) => throw NoWeights();

    public override WeightReader OpenWeights(Network network, WeightChanges changes, KeptTypes kept, CancellationToken cancellationToken) =>
        throw NoWeights();

    private EngineException NoWeights() => new(
        EngineError.Unsupported,
        $"The folder '{Name}' holds finished ONNX networks, whose weights cannot be patched or saved. Use the .safetensors checkpoint of this model.");

    private static ModelFamily ReadFamily(string path)
    {
        var scheduler = Read(path, "scheduler", "scheduler_config.json");
        RequireKnownSchedule(path, scheduler);
        var vae = Read(path, "vae_decoder", "config.json");
        return new ModelFamily("SD 1.x (ONNX)")
        {
            Latent = LatentFormats.StableDiffusion with { Scale = ReadScale(vae), Channels = Number(vae, "latent_channels", 4) },
            Sigmas = scheduler["rescale_betas_zero_snr"]?.GetValue<bool>() ?? false
                ? SigmaTable.ZeroTerminalSnr
                : SigmaTable.StableDiffusion,
            Parameterization = ReadPrediction(path, scheduler),
            Networks =
            [
                ReadUNet(Read(path, "unet", "config.json")),
                .. Has(path, "text_encoder") ? [ReadText(Read(path, "text_encoder", "config.json"))] : Array.Empty<Network>(),
                .. Has(path, "vae_decoder") ? ReadVae(vae, Has(path, "vae_encoder")) : [],
            ],
        };
    }

    private static UNet ReadUNet(JsonNode config)
    {
        var channels = Numbers(config, "block_out_channels", [320, 640, 1280, 1280]);
        var blocks = Number(config, "layers_per_block", 2);
        int[] depths = [.. channels.Select((_, level) => level < channels.Length - 1 ? 1 : 0)];
        return new UNet(
            "",
            Number(config, "in_channels", 4),
            Number(config, "out_channels", 4),
            channels[0],
            [.. channels.Select(width => width / channels[0])],
            [.. channels.Select(_ => blocks)],
            [.. depths.SelectMany(depth => Enumerable.Repeat(depth, blocks))],
            [.. depths.Reverse().SelectMany(depth => Enumerable.Repeat(depth, blocks + 1))],
            new UNetMiddle(ResBlocks: 2, Depth: 1),
            new AttentionHeads(8),
            Number(config, "cross_attention_dim", 768));
    }

    private static IEnumerable<Network> ReadVae(JsonNode config, bool hasEncoder)
    {
        var channels = Numbers(config, "block_out_channels", [128, 256, 512, 512]);
        var blocks = Number(config, "layers_per_block", 2);
        var sizes = new AutoencoderSizes(channels[0], [.. channels.Select(width => width / channels[0])],
            EncoderBlocks: hasEncoder ? blocks : 0, DecoderBlocks: blocks + 1, Number(config, "latent_channels", 4), QuantConv: true);
        return hasEncoder ? [new VaeDecoder("", sizes), new VaeEncoder("", sizes)] : [new VaeDecoder("", sizes)];
    }

    private static Parameterization ReadPrediction(string path, JsonNode scheduler) =>
        (scheduler["prediction_type"]?.ToString() ?? "epsilon") switch
    {
        "epsilon" => Parameterization.Epsilon,
        "v_prediction" => Parameterization.Velocity,
        var other => throw new EngineException(EngineError.Unsupported, $"'{path}' predicts '{other}', which is not supported yet."),
    };

    private static void RequireKnownSchedule(string path, JsonNode scheduler)
    {
        var (start, end) = (scheduler["beta_start"]?.GetValue<double>() ?? 0.00085, scheduler["beta_end"]?.GetValue<double>() ?? 0.012);
        var (kind, steps) = (scheduler["beta_schedule"]?.ToString() ?? "scaled_linear", Number(scheduler, "num_train_timesteps", 1000));
        if (Math.Abs(start - 0.00085) > 1e-7 || Math.Abs(end - 0.012) > 1e-7 || kind != "scaled_linear" || steps != 1000)
            throw new EngineException(EngineError.Unsupported,
                $"'{path}' was trained on the schedule {kind} {start}..{end} in {steps} steps; only Stable Diffusion's (scaled_linear 0.00085..0.012 in 1000) is supported yet.");
    }

    private static float ReadScale(JsonNode vae) => vae["scaling_factor"]?.GetValue<float>() ?? 0.18215f;

    private static ClipText ReadText(JsonNode config) => new(
        NetworkRole.ClipL,
        "",
        Number(config, "hidden_size", 768),
        Number(config, "num_hidden_layers", 12),
        Number(config, "num_attention_heads", 12),
        Number(config, "intermediate_size", 3072),
        Number(config, "max_position_embeddings", 77),
        Number(config, "vocab_size", 49408));

    private static bool Has(string path, string folder) => File.Exists(System.IO.Path.Combine(path, folder, ModelFile));

    private static int Number(JsonNode config, string key, int otherwise) => config[key]?.GetValue<int>() ?? otherwise;

    private static int[] Numbers(JsonNode config, string key, int[] otherwise) =>
        config[key] is JsonArray { Count: > 0 } numbers ? [.. numbers.Select(number => number!.GetValue<int>())] : otherwise;

    private static JsonNode Read(params string[] parts)
    {
        var file = System.IO.Path.Combine(parts);
        if (!File.Exists(file))
            return new JsonObject();
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? new JsonObject();
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"'{file}' cannot be read: {failure.Message}", failure);
        }
    }
}
