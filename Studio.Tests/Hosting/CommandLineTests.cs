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
    [InlineData("Cache", "Lru", "--cache-lru", "100")]
    [InlineData("CacheSize", "100", "--cache-lru", "100")]
    [InlineData("Cache", "None", "--cache-none")]
    [InlineData("Verbose", "DEBUG", "--verbose")]
    [InlineData("Verbose", "INFO", "--verbose", "INFO", "log.txt")]
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
        var line = Parse("--fast", "fp16_accumulation", "--lowvram", "--cuda-device", "1", "--front-end-version", "x@1", "--fp16-unet", "--quick-test-for-ci");
        Assert.Empty(line.Errors);
        Assert.Empty(line.Settings);
        Assert.Equal(["--fast", "--lowvram", "--cuda-device", "--front-end-version", "--fp16-unet", "--quick-test-for-ci"], line.Ignored);
    }

    [Theory]
    [InlineData("Unknown flag --prot. Did you mean --port?", "--prot", "8189")]
    [InlineData("Unknown flag --lisen. Did you mean --listen?", "--lisen")]
    [InlineData("Unknown flag --output-dirctory. Did you mean --output-directory?", "--output-dirctory=x")]
    [InlineData("Unknown flag --frobnicate.", "--frobnicate")]
    [InlineData("Unexpected argument 'main.py'.", "main.py")]
    [InlineData("--port needs a value.", "--port")]
    [InlineData("--cpu takes no value.", "--cpu=yes")]
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
