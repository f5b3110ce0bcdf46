using Studio.Engine.Runtime;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

public sealed class DoctorTests
{
    [Fact]
    public async Task Examine_HealthyMachine_NamesLibrariesAndSaysWhyAProviderIsMissing()
    {
        using var folder = new TemporaryFolder();
        var output = new StringWriter();
        var well = await new Doctor(output).ExamineAsync(new StudioOptions { StudioDir = folder.Path }, []);
        var text = output.ToString();
        Assert.True(well, text);
        Assert.Contains("ONNX Runtime", text, StringComparison.Ordinal);
        Assert.Contains("libvips", text, StringComparison.Ordinal);
        Assert.Matches(@"ok +cpu +usable", text);
        Assert.Matches(@"-- +directml +.*Windows", text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nvidia_CardThatModelsDoNotRunOn_SaysWhatIsMissingAndWhatToType(bool hasDriver)
    {
        var output = new StringWriter();
        var machine = new NvidiaMachine(hasDriver ? "580.65.06" : null, ["libcudnn.so.9 (cuDNN 9 for CUDA 13)"],
            ["first", "sudo apt-get install it"]);
        await new Doctor(output).NvidiaAsync(machine, Report(isUsable: false));
        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.Contains($"{(hasDriver ? "driver 580.65.06" : "no driver loaded")}; missing: libcudnn.so.9 (cuDNN 9", lines[0],
            StringComparison.Ordinal);
        Assert.EndsWith("first", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("sudo apt-get install it", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("./studio start --flavor cuda", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nvidia_CardThatModelsRunOn_IsOneGoodLine()
    {
        var output = new StringWriter();
        await new Doctor(output).NvidiaAsync(new NvidiaMachine("580.65.06", [], []), Report(isUsable: true));
        Assert.Matches(@"^ok +NVIDIA card +driver 580\.65\.06\s*$", output.ToString());
    }

    private static RuntimeReport Report(bool isUsable) =>
        new("libonnxruntime.so", "1.31.0", 31, 1, [new ProviderStatus(ExecutionProvider.Cuda, "cuda", isUsable, isUsable ? null : "no")]);

    [Fact]
    public async Task Examine_MistakesAndAnUnwritableFolder_AreAllNamed()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "not-a-folder");
        await File.WriteAllTextAsync(file, "");
        var output = new StringWriter();
        var well = await new Doctor(output).ExamineAsync(new StudioOptions { StudioDir = Path.Combine(file, "inside") },
            ["Port must be 0 to 65535."]);
        Assert.False(well);
        Assert.Contains("!!  Settings       Port must be 0 to 65535.", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"!! +STUDIO_DIR .*cannot be written", output.ToString());
    }

    [Fact]
    public async Task Examine_FolderThatIsNotThereYet_IsNotMade()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "studio");
        var output = new StringWriter();
        Assert.True(await new Doctor(output).ExamineAsync(new StudioOptions { StudioDir = missing }, []), output.ToString());
        Assert.Matches("STUDIO_DIR .*can be made", output.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
