using Microsoft.Extensions.Configuration;
using Studio.Web.SettingsFile;

namespace Studio.Web.Hosting;

/// <summary>The settings of this start, and everything that is wrong with them.</summary>
/// <param name="Errors">Each says what is wrong and which key to set; empty when the server may start.</param>
internal sealed record Settings(StudioOptions Options, IReadOnlyList<string> Errors)
{
    /// <summary>The only reader of files, environment and flags.</summary>
    public static Settings Read(string studioDir, CommandLine commandLine)
    {
        var errors = new List<string>();
        var keySource = FindKey(commandLine, studioDir);
        var layers = new List<OptionsLayer>
        {
            new("studio.json", ReadFile(Path.Join(studioDir, "studio.json"), errors)),
            new("environment", new ConfigurationBuilder().AddEnvironmentVariables("Studio__").Build()) { By = "the environment" },
            new("command line", new ConfigurationBuilder().AddInMemoryCollection(commandLine.Settings).Build()) { By = "a flag" },
        };
        var (options, mistakes) = OptionsReader.Read(layers);
        errors.AddRange(mistakes);
        options.StudioDir = studioDir;
        options.SetOverFile = OptionList.All.Select(option => (option.Key, Layer: layers.FindLast(layer => layer.Has(option.Key))))
            .Where(set => set.Layer is not null && set.Layer != layers[0])
            .ToDictionary(set => set.Key, set => set.Layer!.By, StringComparer.Ordinal);
        options.Auth.KeySource = keySource;
        options.Downloads.HuggingFaceToken = Variable("HF_TOKEN");
        options.Downloads.CivitaiToken = Variable("CIVITAI_API_KEY");
        var result = new ValidateStudioOptions().Validate(null, options);
        errors.AddRange(result.Failures ?? []);
        return new Settings(options, errors);
    }

    /// <summary>--studio-dir, then STUDIO_DIR, then ~/.studio.</summary>
    public static string FindStudioDir(CommandLine commandLine)
    {
        var named = commandLine.Take(nameof(StudioOptions.StudioDir)) ?? Environment.GetEnvironmentVariable("STUDIO_DIR");
        if (!string.IsNullOrWhiteSpace(named))
            return Path.GetFullPath(named);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.GetFullPath(string.IsNullOrEmpty(home) ? "STUDIO_DIR" : Path.Join(home, ".studio"));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim() : null;

    private static KeySource? FindKey(CommandLine commandLine, string studioDir)
    {
        var (file, key) = (commandLine.Take(Flags.ApiKeyFile), commandLine.Take(Flags.ApiKey));
        if (file is not null)
            return new KeySource("--api-key-file", file, null);
        if (key is not null)
            return new KeySource(Flags.ApiKeyFlag, null, key);
        if (Environment.GetEnvironmentVariable("API_KEY_FILE") is { Length: > 0 } fileVariable)
            return new KeySource("API_KEY_FILE", Path.GetFullPath(fileVariable), null);
        foreach (var name in new[] { "API_KEY", "COMFYUI_API_KEY" })
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } variable)
                return new KeySource(name, null, variable);
        }

        var kept = Path.Join(studioDir, ".api_key");
        return File.Exists(kept) ? new KeySource(kept, kept, null) : null;
    }

    private static IConfiguration ReadFile(string path, List<string> errors)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (FileNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            errors.Add($"{path} is not valid JSON: {(e.InnerException ?? e).Message}");
        }

        return new ConfigurationBuilder().Build();
    }
}
