using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Runtime;
using Studio.Tests.Conventions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed partial class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Settings Read(string json, params string[] args)
    {
        File.WriteAllText(Path.Join(_folder.Path, "studio.json"), json);
        return Settings.Read(_folder.Path, CommandLine.Parse(args, _folder.Path));
    }

    [Fact]
    public void Read_NothingSet_HasTheDefaultsAndNoErrors()
    {
        var (options, errors) = Read("{}");
        Assert.Empty(errors);
        Assert.Equal((8188, "127.0.0.1"), (options.Port, options.Listen));
        Assert.Equal(Path.Join(_folder.Path, "models"), options.Paths.Models);
        Assert.True(Directory.Exists(options.Paths.Temp));
    }

    [Fact]
    public void Read_FlagOverFile_FlagWins()
    {
        var (options, errors) = Read(
            """{ "Port": 9000, /* c */ "PreviewSize": 256, "Auth": { "AllowedOrigins": ["https://a.example", "https://b.example"] }, }""",
            "--port", "9001");
        Assert.Empty(errors);
        Assert.Equal((9001, 256), (options.Port, options.PreviewSize));
        Assert.Equal(["https://a.example", "https://b.example"], options.Auth.AllowedOrigins);
    }

    [Theory]
    [InlineData(null, "--port", "1")]
    [InlineData(null, "--cache-ram")]
    [InlineData(4.5, "--cache-ram", "4.5")]
    public void Read_CacheByMemory_TakesAHeadroomOrNone(double? headroom, params string[] args)
    {
        var (options, errors) = Read("{}", args);
        Assert.Empty(errors);
        Assert.Equal((CacheMode.Memory, headroom), (options.Cache, options.CacheHeadroom));
        Assert.Contains("CacheHeadroom is 'much', which is not a number.", Assert.Single(Read("{}", "--cache-ram", "much").Errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Memory_IsOneOfFourModes()
    {
        Assert.Equal(ModelMemory.Low, Read("""{ "Memory": "low" }""").Options.Memory);
        Assert.Equal(ModelMemory.Speed, Read("""{ "Memory": "low" }""", "--memory", "speed").Options.Memory);
        Assert.Contains(
            "Memory is 'much', which is not one of auto, low, balanced, speed. Set --memory, Studio__Memory or \"Memory\" in studio.json.",
            Assert.Single(Read("{}", "--memory", "much").Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatIsAskedForOfACard_ReachesTheEngine()
    {
        var (options, errors) = Read("""{ "OnnxRuntime": { "DeviceMemory": 5.5, "Tf32": false, "CudnnAttention": true } }""");
        Assert.Empty(errors);

        using var services = new ServiceCollection().AddLogging().AddEngine(options).BuildServiceProvider();

        Assert.Equal(new DeviceOptions { MemoryLimit = 11L << 29, Tf32 = false, CudnnAttention = true },
            services.GetRequiredService<EngineOptions>().DeviceOptions);
        Assert.Contains("OnnxRuntime:DeviceMemory is 0;", Assert.Single(Read("""{ "OnnxRuntime": { "DeviceMemory": 0 } }""").Errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RelativeFolders_FileFromStudioDirFlagFromWorkingDirectory()
    {
        var (options, errors) = Read("""{ "OutputDirectory": "pictures" }""", "--input-directory", "in", "--base-directory", "base",
            "--temp-directory", "t");
        Assert.Empty(errors);
        Assert.Equal(Path.Join(_folder.Path, "pictures"), options.Paths.Output);
        Assert.Equal(Path.Join(_folder.Path, "in"), options.Paths.Input);
        Assert.Equal(Path.Join(_folder.Path, "base", "models"), options.Paths.Models);
        Assert.Equal(Path.Join(_folder.Path, "t", "temp"), options.Paths.Temp);
    }

    [Fact]
    public void Read_ManyMistakes_AreReportedTogetherWithTheKeyToSet()
    {
        File.WriteAllText(Path.Join(_folder.Path, "file"), "");
        var (_, errors) = Read(
            """{ "Prot": 1, "PreviewSize": "big", "Auth": { "InsecureCookies": true, "AllowedOrigins": ["evil.example"] }, "Cache": "7", "Listen": ["a"] }""",
            "--port", "70000", "--listen", "here", "--preview-method", "fancy", "--tls-keyfile", "key.pem", "--api-key", "changeme",
            "--output-directory", "file/sub", "--extra-model-paths-config", "gone.yaml", "--max-upload-size", "0", "--verbose", "LOUD");
        string[] expected =
        [
            "there is no setting 'Prot'. Did you mean 'Port'?", "'Auth:InsecureCookies'. Did you mean 'Auth:InsecureCookie'?",
            "PreviewSize is 'big', which is not a whole number. Set --preview-size, Studio__PreviewSize",
            "Cache is '7', which is not one of memory, classic, lru, none", "Listen is one value", "Port is 70000",
            "Set --port, Studio__Port or \"Port\" in studio.json.",
            "Listen holds 'here'", "PreviewMethod is 'fancy'", "TlsCertfile is missing", "'changeme'", "OutputDirectory",
            "gone.yaml, which is not there",
            "MaxUploadSize is 0", "Verbose is 'LOUD'", "Auth:AllowedOrigins holds 'evil.example'",
        ];
        Assert.All(expected, part => Assert.Contains(errors, error => error.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(15, errors.Count);
    }

    [Theory]
    [InlineData("short", "has only 5 characters")]
    [InlineData("ChangeMe", "placeholder")]
    [InlineData("0123456789 abcdef", "holds spaces")]
    [InlineData("0123456789äbcdef", "non-ASCII")]
    [InlineData("aaaaaaaaaaaaaaaa", "repeats")]
    [InlineData("  ", "is empty")]
    public void Read_UnusableKey_IsRefusedWithTheReason(string key, string reason)
    {
        var (_, errors) = Read("{}", "--api-key", key);
        Assert.Contains(reason, Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyFile_IsTrimmedAndGoesOverTheKeyFlag()
    {
        File.WriteAllText(Path.Join(_folder.Path, "key.txt"), "\r\n 0123456789abcdef \n");
        var (options, errors) = Read("{}", "--api-key", "fedcba9876543210", "--api-key-file", "key.txt");
        Assert.Empty(errors);
        Assert.Equal("--api-key-file", options.Auth.KeySource?.Origin);
        Assert.True(Studio.Web.Auth.MasterKey.Load(options.Auth.KeySource!).Matches("0123456789abcdef"));
    }

    [Fact]
    public void Read_KeyInTheFile_IsNoSetting()
    {
        var (_, errors) = Read("""{ "ApiKey": "0123456789abcdef" }""");
        Assert.Contains("there is no setting 'ApiKey'", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ValueWhereAnObjectBelongs_IsAMistake()
    {
        var error = Assert.Single(Read("""{ "OnnxRuntime": 4 }""").Errors);
        Assert.Equal("studio.json: OnnxRuntime is an object with Library, Threads, DeviceMemory, Tf32, CudnnAttention, "
            + "SearchConvolutions, GrowByDoubling, not one value.", error);
    }

    [Fact]
    public void Read_BrokenJson_NamesFileAndPlace()
    {
        var (_, errors) = Read("{ \"Port\": 1 \"x\": 2 }");
        Assert.Contains("studio.json is not valid JSON", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_AllLinesTurnedOn_AreTheDefaults()
    {
        var sample = File.ReadAllText(Path.Join(Repository.Root, "STUDIO_DIR.sample/studio.json"));
        var on = CommentedSetting().Replace(sample, "");
        on = MissingComma().Replace(on, "$1,$2");
        on = on.Replace("\"extra_model_paths.yaml\"", "", StringComparison.Ordinal).Replace("\"https://studio.example.org\"", "",
            StringComparison.Ordinal).Replace("\"my-nodes\"", "", StringComparison.Ordinal);

        var (options, errors) = Read(on);

        Assert.Equal("", string.Join(" ", errors));
        var defaults = new StudioOptions { StudioDir = _folder.Path };
        var names = typeof(StudioOptions).GetProperties().Where(p => p.CanWrite
            && p.Name is not (nameof(StudioOptions.StudioDir) or nameof(StudioOptions.SetOverFile)))
            .Select(p => p.Name);
        Assert.All(names, name => Assert.Contains($"\"{name}\"", sample, StringComparison.Ordinal));
        foreach (var property in typeof(StudioOptions).GetProperties().Where(p => p.CanWrite
            && (p.PropertyType.IsValueType || p.PropertyType == typeof(string)) && !p.Name.EndsWith("Directory", StringComparison.Ordinal)))
            Assert.Equal(property.GetValue(defaults) ?? "", property.GetValue(options) ?? "");
        Assert.Equal(defaults.Paths.Writable, options.Paths.Writable);
    }

    [GeneratedRegex("""// (?=")""")]
    private static partial Regex CommentedSetting();

    [GeneratedRegex("""(": [^,{\n]+)(\n)""")]
    private static partial Regex MissingComma();
}
