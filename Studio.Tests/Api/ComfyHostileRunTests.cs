using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine;
using Studio.Tests.Imaging;
using Studio.Tests.Support;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Api;

/// <summary>
/// Prompts that cannot work, on the real engine with the demo model: each is told why, in ComfyUI's shape and without the server's paths,
/// and the next prompt runs as if nothing had been.
/// </summary>
public sealed class ComfyHostileRunTests(ComfyHostileRunTests.Server server) : IClassFixture<ComfyHostileRunTests.Server>
{
    [Theory]
    [InlineData("""{"3": {"class_type": "KSamplr"}}""", "missing_node_type", "3", null)]
    [InlineData("""{"4": {"inputs": {"ckpt_name": "nope.safetensors"}}}""", "prompt_outputs_failed_validation", "4", "value_not_in_list")]
    [InlineData("""{"3": {"inputs": {"latent_image": ["4", 0]}}}""", "prompt_outputs_failed_validation", "3", "return_type_mismatch")]
    [InlineData("""{"3": {"inputs": {"steps": 0}}}""", "prompt_outputs_failed_validation", "3", "value_smaller_than_min")]
    [InlineData("""{"3": {"inputs": {"denoise": 1.5}}}""", "prompt_outputs_failed_validation", "3", "value_bigger_than_max")]
    [InlineData("""{"5": {"inputs": {"width": 16392}}}""", "prompt_outputs_failed_validation", "5", "value_bigger_than_max")]
    [InlineData("""{"5": {"inputs": {"width": "wide"}}}""", "prompt_outputs_failed_validation", "5", "invalid_input_type")]
    [InlineData("""{"8": {"inputs": {"samples": ["8", 0]}}}""", "prompt_outputs_failed_validation", "8", "dependency_cycle")]
    [InlineData("""{"8": {"inputs": {"samples": ["99", 0]}}}""", "prompt_outputs_failed_validation", "8", null)]
    public async Task Post_WhatCannotRun_Is400WithTheNode(string change, string type, string node, string? reason)
    {
        using var http = server.Studio.CreateClient();

        using var response = await http.PostAsync("/prompt", new StringContent($$"""{"prompt": {{Prompt(change)}}}"""));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(type, (string?)answer["error"]!["type"]);
        if (type == "missing_node_type")
            Assert.Equal(node, (string?)answer["error"]!["extra_info"]!["node_id"]);
        else
            Assert.Contains(answer["node_errors"]![node]!["errors"]!.AsArray(),
                error => reason is null || (string?)error!["type"] == reason);
    }

    [Theory]
    [InlineData("truncated.safetensors", "truncated.safetensors")]
    [InlineData("lying.safetensors", "lying.safetensors")]
    [InlineData("text.safetensors", "text.safetensors")]
    [InlineData("lora.safetensors", "was recognised as LoRA and belongs into the folder 'loras'")]
    [InlineData("pixart.safetensors", "was recognised as PixArt, which is not supported yet")]
    [InlineData("unclip.safetensors", "which is not supported yet: it is steered by pictures through a network that is not here")]
    public async Task Checkpoint_ThatIsNone_IsNamedAndTheNextJobRuns(string file, string message)
    {
        var told = await FailAsync("""{"4": {"inputs": {"ckpt_name": "FILE"}}}""".Replace("FILE", file, StringComparison.Ordinal));

        Assert.Equal("CheckpointLoaderSimple", (string?)told["node_type"]);
        Assert.Contains(file, (string?)told["exception_message"], StringComparison.Ordinal);
        Assert.Contains(message, (string?)told["exception_message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("words.png", "is not a picture Studio can read")]
    [InlineData("bomb.png", "60000 x 60000 pixels; at most 16384 on a side are read")]
    public async Task LoadImage_FileThatIsNoPicture_IsToldAndTheNextJobRuns(string file, string message)
    {
        var bytes = file == "bomb.png" ? HostileFileTests.DeclaringPng(60_000, 60_000) : Encoding.UTF8.GetBytes("no picture at all");
        using var http = server.Studio.CreateClient();
        using var form = Form(file, bytes);
        Assert.Equal(System.Net.HttpStatusCode.UnsupportedMediaType, (await http.PostAsync("/upload/image", form)).StatusCode);
        await File.WriteAllBytesAsync(Path.Join(server.Studio.StudioDir, "input", file), bytes); // put there by hand

        var told = await FailAsync(
            """{"1": {"class_type": "LoadImage", "inputs": {"image": "FILE"}}, "9": {"inputs": {"images": ["1", 0]}}}""".Replace("FILE",
                file, StringComparison.Ordinal));

        Assert.Equal("LoadImage", (string?)told["node_type"]);
        Assert.Contains(message, (string?)told["exception_message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"5": {"inputs": {"width": 1024, "height": 1024, "batch_size": 64}}}""", "KSampler",
        "Sampling 64 latents of 128 x 128 needs")]
    [InlineData("""{"5": {"inputs": {"width": 1024, "height": 1024, "batch_size": 64}}, "8": {"inputs": {"samples": ["5", 0]}}}""",
        "VAEDecode", "Decoding 64 pictures of 1024 x 1024 needs")]
    [InlineData("""{"5": {"inputs": {"width": 16384, "height": 16384, "batch_size": 4096}}}""", "EmptyLatentImage",
        "larger than one tensor can be")]
    [InlineData(
        """{"0": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 64, "color": 0}}, "1": {"class_type": "ImageScale", "inputs": {"image": ["0", 0], "upscale_method": "lanczos", "width": 16384, "height": 16384, "crop": "disabled"}}, "9": {"inputs": {"images": ["1", 0]}}}""", "ImageScale", "larger than one tensor can be")]
    [InlineData(
        """{"1": {"class_type": "EmptyImage", "inputs": {"width": 16384, "height": 16384, "batch_size": 4096, "color": 0}}, "9": {"inputs": {"images": ["1", 0]}}}""", "EmptyImage", "larger than one tensor can be")]
    public Task Memory_ThatIsNotThere_IsToldBeforeItIsTaken(string change, string node, string message) =>
        TooLargeAsync(change, node, message);

    /// <summary>The largest that the nodes allow in one batch. Even with the demo model it needs hundreds of gigabytes.</summary>
    [Fact]
    public Task Memory_ForThousandsOfMegapixels_IsToldBeforeItIsTaken() =>
        TooLargeAsync("""{"5": {"inputs": {"width": 16384, "height": 16384, "batch_size": 64}}}""", null, "of memory at least");

    private async Task TooLargeAsync(string change, string? node, string message)
    {
        var told = await FailAsync(change);

        if (node is not null)
            Assert.Equal(node, (string?)told["node_type"]);
        Assert.Equal("torch.OutOfMemoryError", (string?)told["exception_type"]);
        Assert.Contains(message, (string?)told["exception_message"], StringComparison.Ordinal);
        Assert.Contains("a smaller batch", (string?)told["exception_message"], StringComparison.Ordinal);
    }

    /// <summary>Runs a prompt that must fail, then one that must not; gives what execution_error said.</summary>
    private async Task<JsonObject> FailAsync(string change)
    {
        using var client = await ComfyClient.ConnectAsync(server.Studio, "hostile");
        var frames = await client.UntilDoneAsync(await client.PostAsync(Prompt(change), "hostile"));

        var good = await client.PostAsync(Prompt("{}"), "hostile");
        await client.UntilDoneAsync(good);
        Assert.Equal("success", (string?)(await client.GetAsync($"/history/{good}"))[good]!["status"]!["status_str"]);

        var told = (JsonObject)Assert.Single(frames, frame => (string?)frame["type"] == "execution_error")["data"]!;
        Assert.DoesNotContain(server.Studio.StudioDir, told.ToJsonString(), StringComparison.Ordinal);
        return told;
    }

    /// <summary>The smallest prompt that works, changed: nodes are added, their members replaced, their inputs merged.</summary>
    private static string Prompt(string change)
    {
        var prompt = (JsonObject)JsonNode.Parse("""
            {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 1, "cfg": 2, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
                "model": ["4", 0], "positive": ["6", 0], "negative": ["6", 0], "latent_image": ["5", 0]}},
             "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "studio-demo.safetensors"}},
             "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 32, "height": 32, "batch_size": 1}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x", "clip": ["4", 1]}},
             "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
             "9": {"class_type": "PreviewImage", "inputs": {"images": ["8", 0]}}}
            """)!;
        foreach (var (id, members) in (JsonObject)JsonNode.Parse(change)!)
        {
            var node = prompt[id] as JsonObject ?? [];
            prompt[id] = node;
            if (members!["class_type"] is { } type)
                node["class_type"] = type.DeepClone();
            foreach (var (name, value) in members["inputs"] as JsonObject ?? [])
                (node["inputs"] ??= new JsonObject())[name] = value?.DeepClone();
        }

        return prompt.ToJsonString();
    }

    public sealed class Server : IAsyncLifetime
    {
        /// <summary>Enough for the good prompts, and on every machine too little for the huge ones.</summary>
        private const long WorkMemory = 512 << 20;

        internal StudioApplication Studio { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Studio = await StudioApplication.StartAsync(
                services: services => services.AddSingleton(new EngineOptions { Device = "cpu", WorkMemory = WorkMemory }),
                demoModel: true);
            var folder = Path.Join(Studio.StudioDir, "models", "checkpoints");
            var demo = await File.ReadAllBytesAsync(DemoModel.Path);
            await File.WriteAllBytesAsync(Path.Join(folder, "truncated.safetensors"), demo[..(demo.Length / 2)]);
            await File.WriteAllTextAsync(Path.Join(folder, "text.safetensors"), "this is not what its name says");
            SafetensorsWriter.Save(Path.Join(folder, "lying.safetensors"),
                """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}""", new byte[4]);
            new SafetensorsWriter().Add("lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight", "F32", new float[16], 4, 4)
                .Save(Path.Join(folder, "lora.safetensors"));
            new SafetensorsWriter().Add("t_block.1.weight", "F32", new float[4], 4)
                .Save(Path.Join(folder, "pixart.safetensors"));
            new SafetensorsWriter().Add("input_blocks.0.0.weight", "F32", new float[36], 1, 4, 3, 3)
                .Add("input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", "F32", new float[1024], 1, 1024)
                .Add("label_emb.0.0.weight", "F32", new float[1536], 1, 1536).Save(Path.Join(folder, "unclip.safetensors"));
        }

        public async Task DisposeAsync() => await Studio.DisposeAsync();
    }
}
