using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Comfy;
using Studio.Tests.Api;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Logs;

namespace Studio.Tests.Extensions;

/// <summary>What is wrong with an extension is said, and stops nothing else.</summary>
public sealed class BrokenExtensionTests(BrokenExtensions world) : IClassFixture<BrokenExtensions>
{
    private readonly StudioApplication _studio = world.Studio;

    [Theory]
    [InlineData("manifest-none", "It has no extension.json.")]
    [InlineData("manifest-text", "extension.json is not JSON")]
    [InlineData("manifest-wrong", "\"name\" must be a text; \"version\" is missing; \"contract\" must be a text")]
    [InlineData("assembly-none", "Its assembly X.dll is not in the folder.")]
    [InlineData("assembly-escape", "'../good/Good.dll' is not the name of a file in its folder.")]
    [InlineData("assembly-unsaid", "\"assembly\" is missing, and there is no folder web")]
    [InlineData("assembly-text", "not a .NET assembly")]
    [InlineData("contract-newer", "built for version 9999.0 of the node contract")]
    [InlineData("contract-older", "built for version 1.2 of the node contract; this Studio has 2.2. Get a newer release of the extension, or")]
    [InlineData("nodes-none", "has no class with a [Node] attribute")]
    [InlineData("library-none", "It needs Somewhere 0.0.0.0.")]
    [InlineData("entry-throws", "Entry failed: InvalidOperationException: no licence")]
    [InlineData("entry-foreign", "Entry registers IImageStore, which is not a type of the extension.")]
    [InlineData("entry-twice", "2 classes that implement IExtension")]
    [InlineData("linked", "The folder is a link to somewhere else")]
    public async Task Extension_ThatCannotBeUsed_SaysWhy(string name, string reason)
    {
        var extension = await InstalledAsync(name);

        Assert.Equal("failed", (string?)extension["state"]);
        Assert.Contains(reason, (string?)extension["problem"], StringComparison.Ordinal);
        Assert.Empty(extension["nodes"]!.AsArray());
        Assert.Contains(_studio.Get<LogMemory>().Lines,
            line => line.Text.Contains(name, StringComparison.Ordinal) && line.Text.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("node-types", "WithUri", "Where has type Uri, which cannot travel")]
    [InlineData("node-ctor", "Angry", "its constructor failed: not today")]
    [InlineData("node-service-none", "Needy", "takes Kettle, which nobody provides")]
    [InlineData("node-service-throws", "Dry", "InvalidOperationException: no water")]
    [InlineData("node-builtin", "EmptyImage", "there is already a node EmptyImage, from nodes")]
    [InlineData("zz-node-again", "GoodTalker", "there is already a node GoodTalker, from custom_nodes.good")]
    [InlineData("samplers", "euler", "there is already a sampler euler, from Studio. Give this one another name.", "sampler")]
    [InlineData("samplers", "Sour", "its constructor failed: not today", "sampler")]
    [InlineData("samplers", "Needs", "it has no public constructor without parameters", "sampler")]
    [InlineData("samplers", "Nameless", "its name is empty", "sampler")]
    [InlineData("samplers", "Mute", "no word", "sampler")]
    [InlineData("samplers", "karras", "there is already a scheduler karras, from Studio", "scheduler")]
    [InlineData("samplers-again", "broken_pack_idle", "there is already a sampler broken_pack_idle, from custom_nodes.samplers", "sampler")]
    public async Task Part_ThatCannotBeUsed_IsLeftOutAlone(string name, string part, string reason, string kind = "node")
    {
        var extension = await InstalledAsync(name);

        Assert.Equal("loaded", (string?)extension["state"]);
        var refused = extension["refused"]!.AsArray().Single(refused => (string?)refused!["name"] == part);
        Assert.Contains(reason, (string?)refused!["reason"], StringComparison.Ordinal);
        Assert.Equal(kind, (string?)refused["kind"]);
        Assert.NotEmpty(extension["nodes"]!.AsArray().Concat(extension["samplers"]!.AsArray()));
        Assert.Contains(_studio.Get<LogMemory>().Lines,
            line => line.Text.Contains($"{name}: the {kind} {part} is left out: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Samplers_AmongBrokenOnes_AreListedAfterComfyUIsByName()
    {
        using var client = _studio.CreateClient();
        var inputs = JsonNode.Parse(await client.GetStringAsync("/object_info/KSampler"))!["KSampler"]!["input"]!["required"]!;

        Assert.Equal([.. ListOrder.Samplers, "broken_pack_also", "broken_pack_idle"], Choices("sampler_name"));
        Assert.Equal([.. ListOrder.Schedulers, "broken_pack_steps"], Choices("scheduler"));
        Assert.Equal("""["broken_pack_idle"]""", (await InstalledAsync("samplers"))["samplers"]!.ToJsonString());
        Assert.Equal("""["broken_pack_steps"]""", (await InstalledAsync("samplers"))["schedulers"]!.ToJsonString());

        IEnumerable<string> Choices(string input) => inputs[input]![0]!.AsArray().Select(choice => (string)choice!);
    }

    [Fact]
    public async Task Extension_WhoseFolderSaysSo_IsOff() => Assert.Equal("off", (string?)(await InstalledAsync("off.disabled"))["state"]);

    [Fact]
    public async Task Choices_ThatFail_AreNoneAndLeaveTheOtherNodesAlone()
    {
        using var client = _studio.CreateClient();

        var info = JsonNode.Parse(await client.GetStringAsync("/object_info"))!;

        Assert.Equal("[]", info["Choosy"]!["input"]!["required"]!["dish"]![0]!.ToJsonString());
        Assert.NotNull(info["KSampler"]);
        Assert.Contains(_studio.Get<LogMemory>().Lines, line => line.Text.Contains("closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GoodExtension_AmongBrokenOnes_Runs()
    {
        using var client = await ComfyClient.ConnectAsync(_studio, "good");

        var id =
            await client.PostAsync(
                """{"1": {"class_type": "GoodTalker", "inputs": {}}, "2": {"class_type": "GoodTalkerOut", "inputs": {"text": ["1", 0]}}}""", "good");
        await client.UntilDoneAsync(id);

        Assert.Equal("well", (string?)(await client.GetAsync($"/history/{id}"))[id]!["outputs"]!["2"]!["text"]![0]);
        Assert.Equal("custom_nodes.good", (string?)(await client.GetAsync("/object_info/GoodTalker"))["GoodTalker"]!["python_module"]);
    }

    [Fact]
    public async Task Reasons_ForOthersThanAdministrators_AreNotSaid()
    {
        using var client = await _studio.CreateClientAsync(StudioApplication.User("viewer", Roles.Viewer));

        var list = JsonNode.Parse(await client.GetStringAsync("/api/extensions/installed"))!.AsArray();

        Assert.All(list, extension => Assert.True(extension!["problem"] is null && extension["folder"] is null));
        Assert.All(list.SelectMany(extension => extension!["refused"]!.AsArray()), refused => Assert.Null(refused!["reason"]));
    }

    [Fact]
    public async Task Scripts_OfLoadedExtensions_AreListedAndServed()
    {
        using var client = _studio.CreateClient();

        Assert.Equal("""["/extensions/good/sub/good.js"]""", await client.GetStringAsync("/extensions"));
        using var script = await client.GetAsync("/api/extensions/good/sub/good.js");
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
        Assert.Equal("export {};", await script.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/extensions/good/../extension.json")]
    [InlineData("/extensions/good/%2e%2e/extension.json")]
    [InlineData("/extensions/good/..%2fextension.json")]
    [InlineData("/extensions/good/sub/..%5c..%5cextension.json")]
    [InlineData("/extensions/manifest-wrong/extension.json")]
    [InlineData("/extensions/good/none.js")]
    [InlineData("/extensions/..%2fgood/sub/good.js")]
    public async Task Scripts_OutsideTheWebFolder_AreNotThere(string path)
    {
        using var client = _studio.CreateClient();
        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<JsonNode> InstalledAsync(string name)
    {
        using var client = _studio.CreateClient();
        return JsonNode.Parse(await client.GetStringAsync("/api/extensions/installed"))!.AsArray()
            .Single(extension => (string?)extension!["name"] == name)!;
    }
}
