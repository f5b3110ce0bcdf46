using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed class CommandLineTests
{
    private static CommandLine Parse(params string[] args) => CommandLine.Parse(args, "/here");

    [Theory]
    [InlineData("Listen", "0.0.0.0,::", "--listen")]
    [InlineData("Listen", "0.0.0.0,::", "--listen", "--cpu")]
    [InlineData("Listen", "127.0.0.1", "--listen", "127.0.0.1")]
    [InlineData("Listen", "::1", "--listen=::1")]
    [InlineData("Port", "9000", "--port", "9000")]
    [InlineData("Port", "9001", "--port", "9000", "--port", "9001")]
    [InlineData("EnableCorsHeader", "*", "--enable-cors-header")]
    [InlineData("EnableCorsHeader", "https://a.example", "--enable-cors-header", "https://a.example")]
    [InlineData("OutputDirectory", "/here/out", "--output-directory", "out")]
    [InlineData("ExtraModelPathsConfig:1", "/b.yaml", "--extra-model-paths-config", "a.yaml", "/b.yaml")]
    [InlineData("ExtraModelPathsConfig:2", "/here/c.yaml", "--extra-model-paths-config", "a", "b", "--extra-model-paths-config", "c.yaml")]
    [InlineData("Device", "cpu", "--cpu")]
    [InlineData("Memory", "low", "--memory", "low")]
    [InlineData("Cache", "Lru", "--cache-lru", "100")]
    [InlineData("CacheSize", "100", "--cache-lru", "100")]
    [InlineData("Cache", "None", "--cache-none")]
    [InlineData("Cache", "Memory", "--cache-none", "--cache-ram")]
    [InlineData("CacheHeadroom", "4.5", "--cache-ram", "4.5")]
    [InlineData("Cache", "Memory", "--cache-ram", "4.5")]
    [InlineData("Verbose", "DEBUG", "--verbose")]
    [InlineData("Verbose", "INFO", "--verbose", "INFO", "log.txt")]
    [InlineData("LogFile", "/here/log.txt", "--verbose", "INFO", "log.txt")]
    [InlineData("EnableCompressResponseBody", "true", "--enable-compress-response-body")]
    [InlineData("FeatureFlags:1", "b", "--feature-flag", "a=1", "--feature-flag", "b")]
    [InlineData("FeatureFlags:0", "a=1", "--feature-flag=a=1")]
    [InlineData("ListFeatureFlags", "true", "--list-feature-flags")]
    [InlineData("QuickTest", "true", "--quick-test-for-ci")]
    [InlineData("DontPrintServer", "true", "--dont-print-server")]
    [InlineData("DisableMetadata", "true", "--disable-metadata")]
    public void Parse_ComfyUIsFlags_BecomeSettings(string key, string value, params string[] args)
    {
        var line = Parse(args);
        Assert.Empty(line.Errors);
        Assert.Equal(value, line.Settings[key]);
    }

    [Fact]
    public void Parse_FlagsOfThingsThatAreNotHere_AreAcceptedAndListed()
    {
        var line = Parse("--fast", "fp16_accumulation", "--lowvram", "--cuda-device", "1", "--front-end-version", "x@1", "--fp16-unet",
            "--log-stdout", "--default-hashing-function", "md5");
        Assert.Empty(line.Errors);
        Assert.Empty(line.Settings);
        Assert.Equal(["--fast", "--lowvram", "--cuda-device", "--front-end-version", "--fp16-unet", "--log-stdout (the log goes there)",
            "--default-hashing-function (uploads are compared byte by byte)"], line.Ignored);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Parse_Help_IsWanted(string flag) => Assert.True(Parse(flag).WantsHelp);

    /// <summary>The flags that ComfyUI's own documentation, start scripts and test runs pass, all at once.</summary>
    [Fact]
    public void Parse_AllOfComfyUIsFlags_RejectsNone()
    {
        const string Line =
            "--listen 127.0.0.1 --port 8188 --tls-keyfile k --tls-certfile c --enable-cors-header --max-upload-size 50.5 --base-directory b "
            + "--output-directory o --input-directory i --temp-directory t --user-directory u --models-directory m "
            + "--extra-model-paths-config a b --extra-model-paths-config c --auto-launch --disable-auto-launch --cuda-device 0 --default-device 0 "
            + "--preview-method auto --preview-size 512 --cache-ram 4.0 --cache-ram --cache-classic --cache-lru 10 --cache-none --cpu --gpu-only "
            + "--highvram --normalvram --lowvram --novram --reserve-vram 1.5 --vram-headroom 1 --high-ram --enable-dynamic-vram --disable-dynamic-vram "
            + "--force-fp16 --force-fp32 --fp16-unet --fp32-unet --fp64-unet --bf16-unet --fp8_e4m3fn-unet --fp8_e5m2-unet --fp8_e8m0fnu-unet "
            + "--fp16-vae --fp32-vae --bf16-vae --cpu-vae --fp16-text-enc --fp32-text-enc --bf16-text-enc --fp8_e4m3fn-text-enc --fp8_e5m2-text-enc "
            + "--fp16-intermediates --enable-triton-backend --disable-triton-backend --async-offload 2 --async-offload --disable-async-offload "
            + "--disable-metadata --disable-all-custom-nodes --whitelist-custom-nodes a b --disable-api-nodes --multi-user --verbose DEBUG x.log "
            + "--log-stdout --front-end-version a/b@latest --front-end-root f --database-url sqlite:///:memory: --enable-assets "
            + "--enable-compress-response-body --feature-flag a=b --feature-flag x --list-feature-flags --quick-test-for-ci --dont-print-server "
            + "--default-hashing-function sha256 --deterministic --fast fp16_accumulation cublas_ops --fast --fast-disk --directml 0 --debug-hang "
            + "--enable-manager --enable-manager-legacy-ui --disable-manager-ui --disable-pinned-memory --disable-mmap --mmap-torch-files";
        Assert.Empty(Parse(Line.Split(' ')).Errors);
    }

    [Theory]
    [InlineData("Unknown flag --prot. Did you mean --port?", "--prot", "8189")]
    [InlineData("Unknown flag --lisen. Did you mean --listen?", "--lisen")]
    [InlineData("Unknown flag --output-dirctory. Did you mean --output-directory?", "--output-dirctory=x")]
    [InlineData("Unknown flag --frobnicate.", "--frobnicate")]
    [InlineData("Unexpected argument 'main.py'.", "main.py")]
    [InlineData("--port needs a value.", "--port")]
    [InlineData("--cpu takes no value.", "--cpu=yes")]
    [InlineData("--default-hashing-function takes md5, sha1, sha256, sha512, not 'crc'.", "--default-hashing-function", "crc")]
    [InlineData("--verbose takes a level and a file, not 3 values.", "--verbose", "INFO", "a", "b")]
    public void Parse_Mistake_IsOneMessage(string message, params string[] args)
    {
        Assert.Equal([message], Parse(args).Errors);
    }

    [Fact]
    public void Parse_SeveralMistakes_AreAllReported()
    {
        Assert.Equal(3, Parse("--prot", "--lisen", "x", "--port").Errors.Count);
    }
}
