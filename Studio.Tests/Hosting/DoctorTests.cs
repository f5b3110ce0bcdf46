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

    [Fact]
    public async Task Examine_MistakesAndAnUnwritableFolder_AreAllNamed()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "not-a-folder");
        await File.WriteAllTextAsync(file, "");
        var output = new StringWriter();
        var well = await new Doctor(output).ExamineAsync(new StudioOptions { StudioDir = Path.Combine(file, "inside") }, ["Port must be 0 to 65535."]);
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
