using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>A server with the demo model, ControlNets for it and others, and a picture to lead by.</summary>
public sealed class ControlStudio : SharedStudio
{
    private const int Side = 64;

    /// <summary>Posts a prompt and waits for its end; what the socket told, and the history.</summary>
    internal async Task<(IReadOnlyList<JsonObject> Frames, JsonNode History)> RunAsync(string prompt)
    {
        using var client = await ComfyClient.ConnectAsync(Studio, "control");
        var id = await client.PostAsync(prompt, "control");
        var frames = await client.UntilDoneAsync(id);
        return (frames, (await client.GetAsync($"/history/{id}"))[id]!);
    }

    /// <summary>What a run that must succeed has saved.</summary>
    internal async Task<byte[]> PictureAsync(DemoPrompt prompt)
    {
        var (_, history) = await RunAsync(prompt.Json);
        Assert.True((string?)history["status"]!["status_str"] == "success", history["status"]!.ToJsonString());
        using var http = Studio.CreateClient();
        var saved = history["outputs"]!["9"]!["images"]![0]!;
        return ImageCodec.Decode(await http.GetByteArrayAsync($"/view?filename={saved["filename"]}&type=output")).Pixels.Pixels;
    }

    /// <summary>Why a run that must fail did.</summary>
    internal async Task<string> FailureAsync(DemoPrompt prompt)
    {
        var (frames, history) = await RunAsync(prompt.Json);
        Assert.Equal("error", (string?)history["status"]!["status_str"]);
        return (string)frames.Single(frame => (string?)frame["type"] == "execution_error")["data"]!["exception_message"]!;
    }

    protected override async Task<StudioApplication> StartAsync()
    {
        var studio = await StudioApplication.StartAsync(demoModel: true);
        string PathOf(string name)
        {
            var folder = Path.Join(studio.StudioDir, "models/controlnet");
            Directory.CreateDirectory(folder);
            return Path.Join(folder, name);
        }
        var tensors = ControlTensors.Of(DemoModel.Path);
        tensors.SaveControl(PathOf("edges.safetensors"));
        tensors.Select(tensor => tensor with { Numbers = [.. tensor.Numbers.Select(number => number * 0.9f)] })
            .SaveControl(PathOf("depth.safetensors"));
        tensors.Append(new RecipeTensor("difference", "F32", [1], [0]))
            .Select(tensor => tensor with { Name = (tensor.Name == "difference" ? "" : "control_model.") + tensor.Name })
            .Save(PathOf("diff.safetensors"));
        File.Copy(FamilyGolden.Of("controlnet_sdxl").File("diffusers"), PathOf("xl.safetensors"));
        File.Copy(DemoModel.Path, PathOf("checkpoint.safetensors"));
        Directory.CreateDirectory(Path.Join(studio.StudioDir, "input"));
        await File.WriteAllBytesAsync(Path.Join(studio.StudioDir, "input", "disc.png"), Disc());
        return studio;
    }

    private static byte[] Disc()
    {
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = ((i / 3 % Side) - (Side / 2), (i / 3 / Side) - (Side / 2));
            pixels[i] = (byte)((x * x) + (y * y) < 400 ? 255 : 0);
        }
        return ImageCodec.EncodePng(new RgbImage(pixels, 1, Side, Side, 3)).Bytes;
    }
}
