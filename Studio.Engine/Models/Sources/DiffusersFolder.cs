using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Diffusion;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Models;

/// <summary>
/// A model folder in diffusers layout with a file per network (.safetensors, or .bin as older versions wrote): unet/, text_encoder/, vae/
/// and scheduler/scheduler_config.json.
/// </summary>
public static class DiffusersFolder
{
    private static readonly string[] TextFolders = ["text_encoder", "text_encoder_2"];

    private static readonly string[] FileNames =
    [
        "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors", "model.safetensors", "model.fp16.safetensors",
        "diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.bin", "pytorch_model.bin", "pytorch_model.fp16.bin",
    ];

    /// <summary>Opens the networks of a folder; what is not there is null in the result. ONNX networks are taken too.</summary>
    /// <exception cref="EngineException">No such layout, or a damaged file (BadFile); a family that is not supported yet
    /// (Unsupported).</exception>
    public static LoadedCheckpoint Load(ModelPool pool, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(path, "unet", "model.onnx")))
            return pool.LoadCheckpoint(path, cancellationToken);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        var unet = Weights(path, "unet") ?? throw new EngineException(
            EngineError.BadFile,
            $"The folder '{name}' is not a model in diffusers layout: it has no unet/diffusion_pytorch_model.safetensors (or .bin).");
        var model = pool.LoadModel(unet, cancellationToken);
        return new LoadedCheckpoint(
            Predicting(model, path),
            Clip(pool, path, cancellationToken),
            Weights(path, "vae") is { } vae ? pool.LoadVae(vae, cancellationToken) : null);
    }

    /// <summary>Two text encoders in SDXL, one in most others.</summary>
    private static ClipModel? Clip(ModelPool pool, string path, CancellationToken cancellationToken)
    {
        NetworkRecipe[] encoders =
        [
            .. TextFolders.Select(folder => Weights(path, folder)).OfType<string>()
                .SelectMany(file => pool.LoadTextEncoders(file, cancellationToken)),
        ];
        return encoders.Length == 0 ? null : TextEncoders.Join(pool.Options.Families, encoders);
    }

    private static string? Weights(string path, string part) => FileNames
        .Select(file => Path.Combine(path, part, file))
        .FirstOrDefault(File.Exists);

    /// <summary>The model as the folder says that it predicts, which is surer than what its file looks like.</summary>
    private static DiffusionModel Predicting(DiffusionModel model, string path)
    {
        var file = Path.Combine(path, "scheduler", "scheduler_config.json");
        if (!File.Exists(file))
            return model;
        try
        {
            var config = JsonNode.Parse(File.ReadAllText(file)) as JsonObject;
            var parameterization = config?["prediction_type"]?.GetValue<string>() switch
            {
                "v_prediction" => Parameterization.Velocity,
                "epsilon" => Parameterization.Epsilon,
                _ => model.Parameterization,
            };
            var sigmas = config?["rescale_betas_zero_snr"]?.GetValue<bool>() == true ? SigmaTable.ZeroTerminalSnr : model.Sigmas;
            return (parameterization, sigmas) == (model.Parameterization, model.Sigmas)
                ? model
                : model.WithSampling(sigmas, parameterization);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new EngineException(EngineError.BadFile, $"'{file}' cannot be read: {failure.Message}", failure);
        }
    }
}
