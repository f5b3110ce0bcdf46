using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Attacks;

/// <summary>On the real nodes: another's files named in a prompt, in every spelling, and files that take the place of another's.</summary>
public sealed class OtherUserPromptTests(OtherUserPromptTests.Server server) : IClassFixture<OtherUserPromptTests.Server>
{
    private readonly StudioApplication _studio = server.Studio;

    public static TheoryData<string, string, string> Loads
    {
        get
        {
            var folder = PersonalFolder.Of(StudioApplication.User("anna"));
            var data = new TheoryData<string, string, string>();
            string[] names =
            [
                "annas.png", "sub/annas.png", "sub\\annas.png", "annas.png [input]", "annas_00001_.png [output]", "annas_00001_.png",
                "sub/annas.png [input]", "../annas.png",
                $"{folder}/annas.png", $"{folder}/annas.png [input]", $"../{folder}/annas.png", $"{folder}/sub/annas.png",
                "annas.png [temp]", "./annas.png", "/annas.png",
            ];
            foreach (var name in names)
            {
                data.Add("LoadImage", "image", name);
                data.Add("LoadImageMask", "image", name);
                data.Add("LoadImageOutput", "image", name);
            }

            data.Add("LoadLatent", "latent", "annas.latent");
            data.Add("LoadLatent", "latent", "annas.latent [input]");
            data.Add("LoadLatent", "latent", $"{folder}/annas.latent");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public async Task Load_OfAnothersFile_IsRefusedWhenThePromptIsPosted(string node, string input, string name)
    {
        var prompt = new JsonObject
        {
            ["1"] = new JsonObject { ["class_type"] = node, ["inputs"] = new JsonObject { [input] = name, ["channel"] = "alpha" } },
            ["2"] = node switch
            {
                "LoadLatent" => JsonNode.Parse("""{"class_type": "SaveLatent", "inputs": {"samples": ["1", 0], "filename_prefix": "x"}}"""),
                _ => JsonNode.Parse(
                    $$"""{"class_type": "PreviewImage", "inputs": {"images": ["{{(node == "LoadImageMask" ? 3 : 1)}}", 0] } }"""),
            },
            ["3"] = JsonNode.Parse("""{"class_type": "MaskToImage", "inputs": {"mask": ["1", 0]}}"""),
        };
        using var response =
            await server.Ben.PostAsync("/prompt", new StringContent(new JsonObject { ["prompt"] = prompt }.ToJsonString()));
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, text);
        Assert.DoesNotContain("missing_node_type", text, StringComparison.Ordinal);
        Assert.Empty(JsonNode.Parse(await server.Ben.GetStringAsync("/history"))!.AsObject());
    }

    [Theory]
    [InlineData("LoadImage")]
    [InlineData("LoadImageMask")]
    [InlineData("LoadImageOutput")]
    [InlineData("LoadLatent")]
    public async Task ObjectInfo_OfALoader_OffersNothingOfAnothers(string node)
    {
        foreach (var path in new[] { $"/object_info/{node}", $"/api/object_info/{node}", "/object_info" })
            Assert.DoesNotContain("annas", await server.Ben.GetStringAsync(path), StringComparison.Ordinal);
        if (node is "LoadImage")
            Assert.Contains("annas.png", await server.Anna.GetStringAsync($"/object_info/{node}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameName_OfTwoPeople_IsNotServedFromTheCache()
    {
        const string Prompt =
            """{"prompt": {"1": {"class_type": "LoadImage", "inputs": {"image": "same.png"}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "same"}}}}""";
        foreach (var (client, grey) in new[] { (server.Anna, (byte)10), (server.Ben, (byte)200), (server.Anna, (byte)10) })
        {
            using var form = Form("same.png", Grey(grey), ("overwrite", "true"));
            (await client.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
            var picture = await Server.RunAsync(client, Prompt);
            Assert.Equal(grey, ImageCodec.Decode(await client.GetByteArrayAsync($"/view?filename={picture}")).Pixels.Pixels[0]);
        }
    }

    [Fact]
    public async Task Picture_UnderTheNameOfOneThatWasTakenOffTheDisk_IsItsMakersOnly()
    {
        string Prompt(int color) =>
            $$"""{"prompt": {"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": {{color}} } }, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "reused"} } } }""";
        var bens = await Server.RunAsync(server.Ben, Prompt(1));
        File.Delete(Path.Join(_studio.StudioDir, "output", bens)); // the operator makes room

        var annas = await Server.RunAsync(server.Anna, Prompt(2));

        Assert.Equal(bens, annas);
        Assert.Equal(HttpStatusCode.OK, (await server.Anna.GetAsync($"/view?filename={annas}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Ben.GetAsync($"/view?filename={annas}")).StatusCode);
        Assert.DoesNotContain(annas, await server.Ben.GetStringAsync("/api/gallery"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_UnderTheNameOfOneThatWasTakenOffTheDisk_IsItsSendersOnly()
    {
        using (var form = Form("gone.png", Grey(1), ("type", "temp")))
            (await server.Ben.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
        File.Delete(Path.Join(_studio.StudioDir, "temp", "gone.png"));

        using (var form = Form("gone.png", Grey(2), ("type", "temp")))
            (await server.Anna.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.OK, (await server.Anna.GetAsync("/view?filename=gone.png&type=temp")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Ben.GetAsync("/view?filename=gone.png&type=temp")).StatusCode);
    }

    private static byte[] Grey(byte value) =>
        ImageCodec.EncodePng(new RgbImage([.. Enumerable.Repeat(value, 8 * 8 * 3)], 1, 8, 8, 3)).Bytes;

    public sealed class Server : IAsyncLifetime
    {
        public StudioApplication Studio { get; private set; } = null!;

        public HttpClient Anna { get; private set; } = null!;

        public HttpClient Ben { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Studio = await StudioApplication.StartAsync(services: services => services.AddSingleton(new EngineOptions { Device = "cpu" }));
            (Anna, Ben) = (await Studio.CreateClientAsync(StudioApplication.User("anna")),
                await Studio.CreateClientAsync(StudioApplication.User("ben")));
            foreach (var subfolder in new[] { "", "sub" })
            {
                using var form = Form("annas.png", Grey(5), ("subfolder", subfolder));
                (await Anna.PostAsync("/upload/image", form)).EnsureSuccessStatusCode();
            }

            using var latent = Form("annas.latent", [1, 2, 3]);
            (await Anna.PostAsync("/upload/image", latent)).EnsureSuccessStatusCode();
            var saved =
                await RunAsync(Anna,
                    """{"prompt": {"1": {"class_type": "LoadImage", "inputs": {"image": "annas.png"}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "annas"}}}}""");
            Assert.Equal("annas_00001_.png", saved);
        }

        public async Task DisposeAsync()
        {
            Anna.Dispose();
            Ben.Dispose();
            await Studio.DisposeAsync();
        }

        /// <summary>Runs a prompt whose node 2 saves one picture; gives that picture's name.</summary>
        public static async Task<string> RunAsync(HttpClient client, string body)
        {
            using var response = await client.PostAsync("/prompt", new StringContent(body));
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            var id = (string)JsonNode.Parse(text)!["prompt_id"]!;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
            {
                var history = JsonNode.Parse(await client.GetStringAsync($"/history/{id}"))!;
                if (history[id] is { } ended)
                    return (string?)ended["outputs"]?["2"]?["images"]?[0]?["filename"]
                        ?? throw new InvalidOperationException(ended.ToJsonString());
                await Task.Delay(10, patience.Token);
            }
        }
    }
}
