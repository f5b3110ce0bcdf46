namespace Studio.Web.Hosting;

/// <summary>How many values a flag takes.</summary>
internal enum FlagValues
{
    None,
    Optional,
    One,
    Many,
}

/// <summary>One command-line flag.</summary>
/// <param name="Key">The setting it writes; null when the flag is accepted for ComfyUI's sake and changes nothing here.</param>
/// <param name="Implied">What is written when no value follows.</param>
/// <param name="Choices">The only values there are; null for any.</param>
internal sealed record Flag(string Name, FlagValues Values, string? Key = null, string? Implied = null, bool IsPath = false,
    string Help = "", string[]? Choices = null);

/// <summary>The flags of the server: ComfyUI's names wherever ComfyUI has the thing.</summary>
internal static class Flags
{
    public const string ApiKeyFlag = "--api-key";
    public const string ApiKey = nameof(ApiKey);
    public const string ApiKeyFile = nameof(ApiKeyFile);

    // ways of starting, not settings
    public const string ListFeatureFlags = nameof(ListFeatureFlags);
    public const string QuickTest = nameof(QuickTest);
    public const string DontPrintServer = nameof(DontPrintServer);

    // what these ask for is so in any case
    private static readonly Dictionary<string, string> Always = new(StringComparer.Ordinal)
    {
        ["--disable-api-nodes"] = "there are none, and pages load nothing from elsewhere",
        ["--log-stdout"] = "the log goes there",
        ["--deterministic"] = "always so",
        ["--disable-auto-launch"] = "no browser is opened",
    };

    public static readonly IReadOnlyList<Flag> All = [.. Ours(), .. Ignored()];

    public static readonly IReadOnlyDictionary<string, Flag> ByName = All.ToDictionary(flag => flag.Name);

    /// <summary>How a setting can be written, for messages: "--port, Studio__Port or \"Port\" in studio.json".</summary>
    public static string WaysToSet(string key)
    {
        var flag = All.FirstOrDefault(flag => flag.Key == key && flag.Values != FlagValues.None);
        var variable = $"Studio__{key.Replace(":", "__", StringComparison.Ordinal)}";
        return $"{(flag is null ? "" : $"{flag.Name}, ")}{variable} or \"{key.Replace(":", "\": \"", StringComparison.Ordinal)}\" in studio.json";
    }

    private static IEnumerable<Flag> Ours() =>
    [
        new("--studio-dir", FlagValues.One, nameof(StudioOptions.StudioDir), IsPath: true,
            Help: "where everything lives (default: $STUDIO_DIR, else ~/.studio)"),
        new("--listen", FlagValues.Optional, nameof(StudioOptions.Listen), "0.0.0.0,::",
            Help: "addresses, comma-separated (default 127.0.0.1; alone: all)"),
        new("--port", FlagValues.One, nameof(StudioOptions.Port), Help: "port (default 8188; 0: any free one)"),
        new("--tls-keyfile", FlagValues.One, nameof(StudioOptions.TlsKeyfile), IsPath: true, Help: "PEM private key"),
        new("--tls-certfile", FlagValues.One, nameof(StudioOptions.TlsCertfile), IsPath: true, Help: "PEM certificate with its chain"),
        new("--enable-cors-header", FlagValues.Optional, nameof(StudioOptions.EnableCorsHeader), "*",
            Help: "let pages of this origin call (alone: any)"),
        new("--max-upload-size", FlagValues.One, nameof(StudioOptions.MaxUploadSize), Help: "MB one request may hold (default 100)"),
        new("--base-directory", FlagValues.One, nameof(StudioOptions.BaseDirectory), IsPath: true,
            Help: "holds models, input, output, temp, user"),
        new("--output-directory", FlagValues.One, nameof(StudioOptions.OutputDirectory), IsPath: true),
        new("--input-directory", FlagValues.One, nameof(StudioOptions.InputDirectory), IsPath: true),
        new("--temp-directory", FlagValues.One, nameof(StudioOptions.TempDirectory), IsPath: true),
        new("--user-directory", FlagValues.One, nameof(StudioOptions.UserDirectory), IsPath: true),
        new("--models-directory", FlagValues.One, nameof(StudioOptions.ModelsDirectory), IsPath: true),
        new("--extra-model-paths-config", FlagValues.Many, nameof(StudioOptions.ExtraModelPathsConfig), IsPath: true,
            Help: "YAML files, as for ComfyUI"),
        new(ApiKeyFlag, FlagValues.One, ApiKey, Help: "master key (visible in the process list; prefer a file)"),
        new("--api-key-file", FlagValues.One, ApiKeyFile, IsPath: true, Help: "file that holds the master key"),
        new("--cpu", FlagValues.None, nameof(StudioOptions.Device), "cpu", Help: "run on the processor"),
        new("--device", FlagValues.One, nameof(StudioOptions.Device), Help: "auto, cpu, cuda:0, webgpu:0 …"),
        new("--workers", FlagValues.One, nameof(StudioOptions.Workers),
            Help: "in-process, or process: a crash costs nobody a session"),
        new("--memory", FlagValues.One, nameof(StudioOptions.Memory), Help: "auto, low, balanced or speed: memory against speed on the CPU"),
        new("--preview-method", FlagValues.One, nameof(StudioOptions.PreviewMethod), Help: "none, auto, latent2rgb or taesd"),
        new("--preview-size", FlagValues.One, nameof(StudioOptions.PreviewSize), Help: "longest side in pixels (default 512)"),
        new("--cache-ram", FlagValues.Many, nameof(StudioOptions.CacheHeadroom),
            Help: "keep results until this many GB are free (default)"),
        new("--cache-classic", FlagValues.None, nameof(StudioOptions.Cache), nameof(CacheMode.Classic)),
        new("--cache-lru", FlagValues.One, nameof(StudioOptions.CacheSize), Help: "keep this many results"),
        new("--cache-none", FlagValues.None, nameof(StudioOptions.Cache), nameof(CacheMode.None)),
        new("--disable-metadata", FlagValues.None, nameof(StudioOptions.DisableMetadata), "true",
            Help: "save pictures without their prompt"),
        new("--disable-all-custom-nodes", FlagValues.None, nameof(StudioOptions.DisableAllCustomNodes), "true", Help: "load no extension"),
        new("--whitelist-custom-nodes", FlagValues.Many, nameof(StudioOptions.WhitelistCustomNodes),
            Help: "extensions to load all the same"),
        new("--multi-user", FlagValues.None, nameof(StudioOptions.MultiUser), "true"),
        new("--verbose", FlagValues.Many, nameof(StudioOptions.Verbose), "DEBUG",
            Help: "TRACE, DEBUG, INFO, WARNING, ERROR; then a file for the log"),
        new("--enable-compress-response-body", FlagValues.None, nameof(StudioOptions.EnableCompressResponseBody), "true",
            Help: "compress JSON and text for who asks"),
        new("--feature-flag", FlagValues.Many, nameof(StudioOptions.FeatureFlags), Help: "KEY or KEY=VALUE for /features; may be repeated"),
        new("--list-feature-flags", FlagValues.None, ListFeatureFlags, "true", Help: "print what /features says and stop"),
        new("--quick-test-for-ci", FlagValues.None, QuickTest, "true", Help: "start, load everything, stop"),
        new("--dont-print-server", FlagValues.None, DontPrintServer, "true", Help: "no banner; a key made at this start is still shown"),
        new("--log-format", FlagValues.One, nameof(StudioOptions.LogFormat), Help: "simple or json"),
        new("--help", FlagValues.None, Help: "this text"),
        new("-h", FlagValues.None),
        new("--version", FlagValues.None, Help: "the version"),
    ];

    // scripts and tests pass these to ComfyUI; the engine here decides such things by itself
    private static IEnumerable<Flag> Ignored()
    {
        string[] none =
        [
            "--auto-launch", "--disable-auto-launch", "--gpu-only", "--highvram", "--normalvram", "--lowvram", "--novram", "--force-fp32",
            "--force-fp16",
            "--fp32-unet", "--fp64-unet", "--bf16-unet", "--fp16-unet", "--fp8_e4m3fn-unet", "--fp8_e5m2-unet", "--fp8_e8m0fnu-unet",
            "--fp16-vae", "--fp32-vae", "--bf16-vae", "--cpu-vae", "--fp8_e4m3fn-text-enc", "--fp8_e5m2-text-enc", "--fp16-text-enc",
            "--fp32-text-enc", "--bf16-text-enc", "--force-channels-last", "--use-split-cross-attention", "--use-quad-cross-attention",
            "--use-pytorch-cross-attention", "--use-sage-attention", "--use-flash-attention", "--disable-xformers",
            "--force-upcast-attention",
            "--dont-upcast-attention", "--force-non-blocking", "--disable-smart-memory", "--deterministic",
            "--disable-api-nodes", "--log-stdout", "--enable-assets", "--windows-standalone-build", "--disable-async-offload",
            "--disable-pinned-memory", "--disable-mmap", "--mmap-torch-files", "--supports-fp8-compute", "--enable-manager",
            "--disable-manager-ui",
            "--disable-ipex-optimize", "--enable-manager-legacy-ui", "--fp16-intermediates", "--enable-dynamic-vram",
            "--disable-dynamic-vram",
            "--enable-triton-backend", "--disable-triton-backend", "--high-ram", "--debug-hang", "--fast-disk",
        ];
        string[] one =
        [
            "--cuda-device", "--default-device", "--front-end-version", "--front-end-root", "--database-url",
            "--reserve-vram", "--oneapi-device-selector", "--comfy-api-base", "--vram-headroom",
        ];
        string[] many = ["--fast", "--directml", "--cuda-malloc", "--disable-cuda-malloc", "--async-offload"];
        return none.Select(name => new Flag(name, FlagValues.None, Help: Always.GetValueOrDefault(name, "")))
            .Concat(one.Select(name => new Flag(name, FlagValues.One)))
            .Concat(many.Select(name => new Flag(name, FlagValues.Many)))
            .Append(new("--default-hashing-function", FlagValues.One, Help: "uploads are compared byte by byte",
                Choices: ["md5", "sha1", "sha256", "sha512"]));
    }
}
