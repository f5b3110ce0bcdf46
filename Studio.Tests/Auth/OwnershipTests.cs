using System.Net;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Api;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

/// <summary>Two users of one server, with the real engine: what is Anna's does not exist for Ben, whatever name he gives it.</summary>
public sealed class OwnershipTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly byte[] Png = ImageCodec.EncodePng(new RgbImage([200, 30, 40], 1, 1, 1, 3)).Bytes;

    private readonly StudioApplication _studio = shared.Studio;

    [Fact]
    public async Task Input_OfAnother_IsReadByNoPromptNoMaskNoViewAndNoList()
    {
        var anna = StudioApplication.User("anna");
        using var hers = await _studio.CreateClientAsync(anna);
        using var his = await _studio.CreateClientAsync(StudioApplication.User("ben"));
        Assert.Equal(HttpStatusCode.OK, await UploadAsync(hers, "secret.png"));
        Assert.Equal(HttpStatusCode.OK, (await PromptAsync(hers, "secret.png")).Status);
        Assert.Contains("secret.png", await hers.GetStringAsync(new Uri("/object_info/LoadImage", UriKind.Relative)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret.png", await his.GetStringAsync(new Uri("/object_info/LoadImage", UriKind.Relative)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret.png", await his.GetStringAsync(new Uri("/internal/files/input", UriKind.Relative)),
            StringComparison.Ordinal);

        var own = PersonalFolder.Of(anna);
        foreach (var name in new[] { "secret.png", $"{own}/secret.png", $"../{own[(PersonalFolder.People.Length + 1)..]}/secret.png",
            "secret.png [input]", $"{own}/secret.png [input]", $"./{own}/secret.png" })
        {
            Assert.Equal((name, HttpStatusCode.BadRequest), (name, (await PromptAsync(his, name)).Status));
            using var view = await his.GetAsync(new Uri($"/view?type=input&filename={Uri.EscapeDataString(name)}", UriKind.Relative));
            Assert.True(view.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{name}: {view.StatusCode}");
        }

        using var folder =
            await his.GetAsync(new Uri($"/view?type=input&filename=secret.png&subfolder={Uri.EscapeDataString(own)}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, folder.StatusCode);
        using var form = ComfyFileTests.Form("mask.png", Png, ("original_ref",
            """{"filename": "secret.png", "type": "input", "subfolder": "SUB"}""".Replace("SUB", own, StringComparison.Ordinal)));
        using var mask = await his.PostAsync(new Uri("/upload/mask", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.NotFound, mask.StatusCode);
        using var admin = _studio.CreateClient();
        using var seen =
            await admin.GetAsync(new Uri($"/view?type=input&filename=secret.png&subfolder={Uri.EscapeDataString(own)}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
    }

    [Fact]
    public async Task JobHistoryAndPicture_OfAnother_DoNotExist()
    {
        using var hers = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var his = await _studio.CreateClientAsync(StudioApplication.User("ben"));
        await UploadAsync(hers, "mine.png");
        var (_, id) = await PromptAsync(hers, "mine.png");
        JsonNode? entry;
        while ((entry = JsonNode.Parse(await hers.GetStringAsync(new Uri($"/history/{id}", UriKind.Relative)))![id!]) is null)
            await Task.Yield();
        var picture = entry["outputs"]!["2"]!["images"]![0]!;
        var (name, type) = ((string)picture["filename"]!, (string)picture["type"]!);
        using var own = await hers.GetAsync(new Uri($"/view?filename={name}&type={type}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);

        Assert.Equal("{}", await his.GetStringAsync(new Uri($"/history/{id}", UriKind.Relative)));
        Assert.Equal("{}", await his.GetStringAsync(new Uri("/history", UriKind.Relative)));
        foreach (var path in new[] { $"/api/jobs/{id}", $"/view?filename={name}&type={type}",
            $"/api/gallery/item?filename={name}&type={type}", $"/api/gallery/thumbnail?filename={name}&type={type}" })
        {
            using var response = await his.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await PromptAsync(his, $"{name} [{type}]")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PromptAsync(his, $"{name} [{type}]", "LoadImageOutput")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PromptAsync(hers, $"{name} [{type}]")).Status);
        using var clear = await his.PostAsync("/history", """{"clear": true}""");
        using var replay = await his.PostAsync($"/api/queue/{id}/replay", "");
        Assert.Equal(HttpStatusCode.NotFound, replay.StatusCode);
        Assert.NotEqual("{}", await hers.GetStringAsync(new Uri($"/history/{id}", UriKind.Relative)));
    }

    private static async Task<HttpStatusCode> UploadAsync(HttpClient client, string name)
    {
        using var form = ComfyFileTests.Form(name, Png, ("overwrite", "true"));
        using var response = await client.PostAsync(new Uri("/upload/image", UriKind.Relative), form);
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string? Id)> PromptAsync(HttpClient client, string image, string node = "LoadImage")
    {
        var prompt = new JsonObject
        {
            ["1"] = new JsonObject { ["class_type"] = node, ["inputs"] = new JsonObject { ["image"] = image } },
            ["2"] = new JsonObject { ["class_type"] = "PreviewImage", ["inputs"] = new JsonObject { ["images"] = new JsonArray("1", 0) } },
        };
        using var response = await client.PostAsync("/prompt", new JsonObject { ["prompt"] = prompt }.ToJsonString());
        return (response.StatusCode, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["prompt_id"]);
    }
}
