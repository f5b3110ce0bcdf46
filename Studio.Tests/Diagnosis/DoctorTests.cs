using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Runtime;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Diagnosis;

namespace Studio.Tests.Diagnosis;

public sealed class DoctorTests
{
    [Fact]
    public void Examine_HealthyMachine_NamesLibrariesAndSaysWhyAProviderIsMissing()
    {
        using var folder = new TemporaryFolder();
        var (isWell, text) = Examine(folder.Path);
        Assert.True(isWell, text);
        Assert.Contains("ONNX Runtime", text, StringComparison.Ordinal);
        Assert.Contains("libvips", text, StringComparison.Ordinal);
        Assert.Matches(@"ok +cpu +usable", text);
        Assert.Matches(@"-- +directml +.*Windows", text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nvidia_CardThatModelsDoNotRunOn_SaysWhatIsMissingAndWhatToType(bool hasDriver)
    {
        var machine = new NvidiaMachine(hasDriver ? "580.65.06" : null, ["libcudnn.so.9 (cuDNN 9 for CUDA 13)"],
            ["first", "sudo apt-get install it"]);
        var lines = FindingText.Lines([Doctor.Nvidia(machine, Report(isUsable: false))]).ToList();
        Assert.Contains($"{(hasDriver ? "driver 580.65.06" : "no driver loaded")}; missing: libcudnn.so.9 (cuDNN 9", lines[0],
            StringComparison.Ordinal);
        Assert.EndsWith("first", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("sudo apt-get install it", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("./studio start --flavor cuda", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Nvidia_CardThatModelsRunOn_IsOneGoodLine() =>
        Assert.Matches(@"^ok +NVIDIA card +driver 580\.65\.06\s*$",
            Assert.Single(FindingText.Lines([Doctor.Nvidia(new NvidiaMachine("580.65.06", [], []), Report(isUsable: true))])));

    [Fact]
    public async Task Examine_MistakesAndAnUnwritableFolder_AreAllNamedWithWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "not-a-folder");
        await File.WriteAllTextAsync(file, "");
        var (isWell, text) = Examine(Path.Combine(file, "inside"), "Port must be 0 to 65535.");
        Assert.False(isWell);
        Assert.Contains("!!  Settings       Port must be 0 to 65535.", text, StringComparison.Ordinal);
        Assert.Matches(@"!! +STUDIO_DIR .*cannot be written", text);
        Assert.All(Doctor.Examine(new StudioOptions { StudioDir = Path.Combine(file, "inside") }, ["Port must be 0 to 65535."])
            .Where(finding => finding.State == FindingState.Bad), finding => Assert.NotEmpty(finding.Advice));
    }

    [Fact]
    public void Examine_FolderThatIsNotThereYet_IsNotMade()
    {
        using var folder = new TemporaryFolder();
        var (isWell, text) = Examine(Path.Combine(folder.Path, "studio"));
        Assert.True(isWell, text);
        Assert.Matches("STUDIO_DIR .*can be made", text);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Api_OfAServerWhoseNextStartWouldFail_SaysSoAsJsonAndAsText()
    {
        await using var studio = await StudioApplication.StartAsync();
        await File.WriteAllTextAsync(studio.Get<StudioOptions>().Paths.Settings, """{ "PreviewSize": 1 }""");
        using var client = studio.CreateClient();
        var answer = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/admin/doctor", UriKind.Relative)))!;
        Assert.False((bool)answer["well"]!);
        var wrong = Assert.Single(answer["findings"]!.AsArray(), finding => (string?)finding!["state"] == "bad")!;
        Assert.Contains("PreviewSize", (string?)wrong["text"], StringComparison.Ordinal);
        Assert.NotEmpty(wrong["advice"]!.AsArray());
        Assert.Contains("!!  Settings       PreviewSize",
            await client.GetStringAsync(new Uri("/api/admin/doctor?format=text", UriKind.Relative)), StringComparison.Ordinal);
        using var odd = await client.GetAsync(new Uri("/api/admin/doctor?format=xml", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
    }

    [Fact]
    public async Task Checkup_AskedByOthers_Refuses()
    {
        await using var studio = await StudioApplication.StartAsync();
        var otto = StudioApplication.User("otto", Roles.Operator);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => studio.Get<Checkup>().ExamineAsync(otto));
        using var client = await studio.CreateClientAsync(otto);
        using var response = await client.GetAsync(new Uri("/api/admin/doctor", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static (bool IsWell, string Text) Examine(string folder, params string[] errors)
    {
        var findings = Doctor.Examine(new StudioOptions { StudioDir = folder }, errors);
        return (Doctor.IsWell(findings), string.Join('\n', FindingText.Lines(findings)));
    }

    private static RuntimeReport Report(bool isUsable) =>
        new("libonnxruntime.so", "1.31.0", 31, 1, [new ProviderStatus(ExecutionProvider.Cuda, "cuda", isUsable, isUsable ? null : "no")]);
}
