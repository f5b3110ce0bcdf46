using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Api;
using Studio.Tests.Conventions;
using Studio.Tests.Support;
using Studio.Web;

namespace Studio.Tests.Extensions;

/// <summary>A server with the testing pack as an extension, and a client that runs prompts on it.</summary>
internal sealed class PackStudio : IAsyncDisposable
{
    private readonly StudioApplication _studio;
    private readonly ComfyClient _client;

    private PackStudio(StudioApplication studio, ComfyClient client)
    {
        _studio = studio;
        _client = client;
    }

    public HttpClient Http => _client.Http;

    public static async Task<PackStudio> StartAsync(CacheMode cache = CacheMode.Classic, bool demoModel = false)
    {
        var studio = await StudioApplication.StartAsync(
            options =>
            {
                options.Cache = cache;
                Install(options.StudioDir);
            }, demoModel: demoModel);
        return new PackStudio(studio, await ComfyClient.ConnectAsync(studio, "pack"));
    }

    /// <summary>Runs a prompt to its end and says what happened.</summary>
    public async Task<PackRun> RunAsync(string prompt, string more = "")
    {
        var id = await _client.PostAsync(prompt, "pack", more);
        var frames = (await _client.UntilDoneAsync(id)).Where(frame => (string?)frame["data"]?["prompt_id"] == id).ToList();
        var history = (await _client.GetAsync($"/history/{id}"))[id]!;
        return new PackRun(frames, history, this);
    }

    /// <summary>The first value of every picture that an output node shows.</summary>
    public async Task<byte[]> GreysAsync(JsonNode? output)
    {
        var greys = new List<byte>();
        foreach (var image in output?["images"]?.AsArray() ?? [])
        {
            var bytes =
                await Http.GetByteArrayAsync($"/view?type={image!["type"]}&subfolder={image["subfolder"]}&filename={image["filename"]}");
            var pixels = ImageCodec.Decode(bytes).Pixels.Pixels;
            Assert.False(pixels.AsSpan().ContainsAnyExcept(pixels[0]), "the picture is not of one grey");
            greys.Add(pixels[0]);
        }

        return [.. greys];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _studio.DisposeAsync();
    }

    private static void Install(string studioDir)
    {
        var built = Path.Join(Repository.Root, "Studio.Tests/TestingPack",
            Path.GetRelativePath(Path.Join(Repository.Root, "Studio.Tests"), AppContext.BaseDirectory));
        var folder = ExtensionFolder.Make(studioDir, "testing-pack");
        foreach (var file in Directory.EnumerateFiles(built))
            File.Copy(file, Path.Join(folder, Path.GetFileName(file)));
    }
}

/// <summary>What a client sees of a run.</summary>
internal sealed class PackRun(IReadOnlyList<JsonObject> frames, JsonNode history, PackStudio studio)
{
    /// <summary>The nodes that ran, in order.</summary>
    public IReadOnlyList<string> Ran => [.. Of("executing").Select(data => (string?)data["node"]).OfType<string>()];

    public IReadOnlyList<string> Cached =>
        [.. Of("execution_cached").SelectMany(data => data["nodes"]!.AsArray()).Select(node => (string)node!)];

    public JsonNode? Error => Of("execution_error").FirstOrDefault();

    public bool Succeeded => (string?)history["status"]!["status_str"] == "success";

    /// <summary>Every progress_state, as node → state.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> States =>
        [.. Of("progress_state")
            .Select(data => data["nodes"]!.AsObject().ToDictionary(node => node.Key, node => (string)node.Value!["state"]!))];

    public JsonNode? Output(string node) => history["outputs"]![node];

    public Task<byte[]> GreysAsync(string node) => studio.GreysAsync(Output(node));

    private IEnumerable<JsonNode> Of(string type) => frames.Where(frame => (string?)frame["type"] == type).Select(frame => frame["data"]!);
}
