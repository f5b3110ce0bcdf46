using System.Text;
using System.Text.Json.Nodes;
using Studio.Tests.Conventions;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Workflows;

namespace Studio.Tests.Workflows;

/// <summary>What is kept, for whom, and that nothing of it is lost.</summary>
public sealed class WorkflowLibraryTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private const string Api = """{"1": {"class_type": "EmptyImage", "inputs": {"width": 64}}}""";

    private static readonly CurrentUser Anna = StudioApplication.User("anna");

    private readonly WorkflowLibrary _library = shared.Studio.Get<WorkflowLibrary>();

    [Fact]
    public void Import_OfBothForms_KeepsThemToTheByte()
    {
        var ui = Flow.File(Flow.Node(1, "Note", "[\"x\"]"), more: ", \"unknown\": {\"kept\": [1.50, null]}");
        var both = _library.Add(Anna, "Both", WorkflowImport.Read(Encoding.UTF8.GetBytes($$"""{"workflow": {{ui}}, "prompt": {{Api}}}""")));
        var content = _library.Content(Anna, both.Id);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ui), content.Ui));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Api), content.Api));
        var alone = _library.Add(Anna, "Alone", WorkflowImport.Read(Encoding.UTF8.GetBytes("\uFEFF " + Api)));
        Assert.Null(_library.Content(Anna, alone.Id).Ui);
    }

    [Theory]
    [InlineData("[]", "A workflow is a JSON object")]
    [InlineData("{}", "This JSON is no workflow")]
    [InlineData("{\"a\": 1}", "This JSON is no workflow")]
    [InlineData("{\"workflow\": {\"nodes\": 5}}", "A workflow file is an object")]
    [InlineData("{", "no valid JSON")]
    [InlineData("GIF89a", "neither JSON nor a picture")]
    public void Import_OfSomethingElse_SaysWhatItIsNot(string text, string expected)
    {
        var refused = Assert.Throws<WorkflowException>(() => WorkflowImport.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(WorkflowRefusal.Bad, refused.Refusal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OfAPicture_TakesWhatItCarries()
    {
        var texts = new Dictionary<string, string> { ["prompt"] = Api };
        var png = Studio.Engine.Imaging.ImageCodec.EncodePng(new(new byte[8 * 8 * 3], 1, 8, 8, 3), text: texts).Bytes;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Api), WorkflowImport.Read(png).Api));
        var plain = Studio.Engine.Imaging.ImageCodec.EncodePng(new(new byte[8 * 8 * 3], 1, 8, 8, 3)).Bytes;
        Assert.Contains("carries no workflow", Assert.Throws<WorkflowException>(() => WorkflowImport.Read(plain)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Save_MakesVersions_AndNoneIsLost()
    {
        var made = Add("Versions");
        Assert.Equal(1, _library.Save(Anna, made.Id, _library.Content(Anna, made.Id)));
        Assert.Equal(2, _library.Save(Anna, made.Id, Content(128), "wider"));
        Assert.Equal(3, _library.Revert(Anna, made.Id, 1));
        Assert.Equal(["As version 1", "wider", ""], _library.Versions(Anna, made.Id).Select(version => version.Name));
        Assert.Equal(64, Width(_library.Content(Anna, made.Id)));
        Assert.Equal(128, Width(_library.Content(Anna, made.Id, 2)));
        Assert.Throws<WorkflowException>(() => _library.Content(Anna, made.Id, 9));
    }

    [Fact]
    public void Bin_TakesAndGivesBack_AndOnlyTheBinIsEmptied()
    {
        var made = Add("Binned");
        Assert.Throws<WorkflowException>(() => _library.Remove(Anna, made.Id));
        _library.Bin(Anna, made.Id, isIn: true);
        Assert.DoesNotContain(made.Id, Ids(new()));
        Assert.Contains(made.Id, Ids(new() { Bin = true }));
        _library.Bin(Anna, made.Id, isIn: false);
        Assert.Contains(made.Id, Ids(new()));
        _library.Bin(Anna, made.Id, isIn: true);
        _library.Remove(Anna, made.Id);
        Assert.Null(_library.Find(Anna, made.Id));
    }

    [Fact]
    public void Draft_IsKeptBesideTheVersions_UntilASave()
    {
        var made = Add("Draft");
        _library.KeepDraft(Anna, made.Id, new JsonObject { ["nodes"] = new JsonArray() });
        Assert.True(_library.Find(Anna, made.Id)!.HasDraft);
        Assert.Equal(64, Width(_library.Content(Anna, made.Id)));
        _library.Save(Anna, made.Id, Content(32));
        Assert.Null(_library.Draft(Anna, made.Id));
    }

    [Fact]
    public void Others_AnAdministratorIncluded_SeeNothing()
    {
        var made = Add("Private");
        foreach (var other in new[] { StudioApplication.User("ben"), CurrentUser.Administrator })
        {
            Assert.Null(_library.Find(other, made.Id));
            Assert.DoesNotContain(made.Id, _library.List(other, new()).Select(workflow => workflow.Id));
            Assert.Equal(WorkflowRefusal.NotFound, Assert.Throws<WorkflowException>(() => _library.Bin(other, made.Id, true)).Refusal);
            Assert.Equal(WorkflowRefusal.NotFound, Assert.Throws<WorkflowException>(() => _library.Duplicate(other, made.Id)).Refusal);
            Assert.Null(_library.Draft(other, made.Id));
        }
        var viewer = StudioApplication.User("anna", Roles.Viewer);
        Assert.NotNull(_library.Find(viewer, made.Id));
        Assert.Equal(WorkflowRefusal.NotAllowed, Assert.Throws<WorkflowException>(() => _library.Bin(viewer, made.Id, true)).Refusal);
        var limited = Anna with { Workflows = new HashSet<string> { made.Id } };
        Assert.Equal([made.Id], _library.List(limited, new()).Select(workflow => workflow.Id));
        Assert.Equal(WorkflowRefusal.NotAllowed, Assert.Throws<WorkflowException>(() => _library.Save(limited, made.Id, Content(8)))
            .Refusal);
    }

    [Theory]
    [InlineData("", "A name has 1 to 120 characters.")]
    [InlineData("a\nb", "A name has 1 to 120 characters.")]
    public void Names_ThatAreNone_AreRefused(string name, string expected) =>
        Assert.Equal(expected, Assert.Throws<WorkflowException>(() => _library.Add(Anna, name, Content(64))).Message);

    [Fact]
    public void List_IsSearchedByWordsAndTags()
    {
        var made = _library.Add(Anna, "Search me", Content(64), ["portrait", "portrait ", ""], "with words");
        Assert.Equal(["portrait"], made.Tags);
        Assert.Equal([made.Id], Ids(new() { Text = "WORDS search" }));
        Assert.Equal([made.Id], Ids(new() { Tag = "portrait" }));
        Assert.Empty(Ids(new() { Text = "search nothing" }));
        Assert.Equal("Other", _library.Describe(Anna, made.Id, name: " Other ").Name);
    }

    [Fact]
    public async Task Shipped_OfTheSample_AreSixForms_AndBadFilesAreLeftOut()
    {
        await using var studio = await StudioApplication.StartAsync(StudioApplication.LocalMode, demoModel: true);
        var folder = Directory.CreateDirectory(studio.Get<StudioOptions>().Paths.Workflows).FullName;
        foreach (var file in Directory.GetFiles(Path.Join(Repository.Root, "STUDIO_DIR.sample/workflows")))
            File.Copy(file, Path.Join(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Join(folder, "bad.json"), "{}");
        File.WriteAllText(Path.Join(folder, "text.yaml"), "a: [");
        var (library, runs) = (studio.Get<WorkflowLibrary>(), studio.Get<WorkflowRuns>());
        var shipped = library.List(CurrentUser.Local, new());
        Assert.Equal(6, shipped.Count);
        Assert.All(shipped, workflow =>
        {
            var opened = runs.Open(CurrentUser.Local, workflow.Id);
            Assert.True(opened.Readiness.IsReady, workflow.Id);
            Assert.Equal(Studio.Engine.Workflows.Forms.FormOrigin.Chosen, opened.Form.Origin);
            Assert.NotEmpty(workflow.Description);
        });
        Assert.Equal(WorkflowRefusal.NotAllowed,
            Assert.Throws<WorkflowException>(() => library.Bin(CurrentUser.Local, "text-to-image", true)).Refusal);
        var copy = library.Duplicate(CurrentUser.Local, "text-to-image");
        Assert.Equal(("Text to image", false), (copy.Name, copy.IsShipped));
    }

    private static WorkflowContent Content(int width) => WorkflowImport.Read(JsonNode.Parse(Api.Replace("64", $"{width}",
        StringComparison.Ordinal)));

    private static int Width(WorkflowContent content) => (int)content.Api!["1"]!["inputs"]!["width"]!;

    private SavedWorkflow Add(string name) => _library.Add(Anna, name, Content(64));

    private List<string> Ids(WorkflowQuery query) =>
        [.. _library.List(Anna, query).Where(workflow => !workflow.IsShipped).Select(workflow => workflow.Id)];
}
