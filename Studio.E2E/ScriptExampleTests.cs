namespace Studio.E2E;

/// <summary>
/// The three ways in which ComfyUI's own script examples use a server: post and forget; follow the socket and fetch the pictures; take the
/// pictures from the socket.
/// </summary>
public sealed class ScriptExampleTests
{
    private static readonly byte[] PngStart = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public async Task PostAndForget_SavesThePicture()
    {
        await using var server = await StartAsync();
        await using var script = new ScriptClient(server);
        var answer = await script.QueueAsync(new() { ["prompt"] = ScriptPrompt.TextToImage(5) });
        Assert.Empty(answer["node_errors"]!.AsObject());

        var id = (string)answer["prompt_id"]!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await script.HistoryAsync(id)).Count == 0)
            await Task.Delay(100, limit.Token);
        Assert.Equal(PngStart,
            (await File.ReadAllBytesAsync(Path.Combine(server.Folder, "output", "ComfyUI_00001_.png"), limit.Token))[..4]);
    }

    [Fact]
    public async Task FollowTheSocket_ThenHistoryAndView_GivesThePicture()
    {
        await using var server = await StartAsync();
        await using var script = new ScriptClient(server);
        var id = Guid.NewGuid().ToString();
        await script.ConnectAsync();
        var answer = await script.QueueAsync(
            new() { ["prompt"] = ScriptPrompt.TextToImage(5), ["client_id"] = script.ClientId, ["prompt_id"] = id });
        Assert.Equal(id, (string?)answer["prompt_id"]);

        await script.ReadUntilDoneAsync(id);

        // right away: the entry is there when the last message is
        var outputs = (await script.HistoryAsync(id))[id]!["outputs"]!.AsObject();
        var image = Assert.Single(outputs["9"]!["images"]!.AsArray())!;
        Assert.Equal(PngStart, (await script.ViewAsync(image))[..4]);
    }

    [Fact]
    public async Task PicturesOverTheSocket_AreTheBinaryFramesOfTheirNode()
    {
        await using var server = await StartAsync();
        await using var script = new ScriptClient(server);
        await script.ConnectAsync();
        foreach (var seed in new[] { 5, 5, 6 }) // the second run has everything but its output in the cache
        {
            var answer = await script.QueueAsync(new() { ["prompt"] = ScriptPrompt.TextToSocket(seed), ["client_id"] = script.ClientId });
            var frames = await script.ReadUntilDoneAsync((string)answer["prompt_id"]!);

            var picture = Assert.Single(frames, frame => frame.Message is null && frame.Current == ScriptPrompt.SocketNode).Bytes;
            Assert.Equal(PngStart, picture[8..12]);
            Assert.Equal(128, picture[8 + 19]);
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Folder, "output"), "*.png"));
    }

    private static async Task<StudioServer> StartAsync()
    {
        var server = await StudioServer.StartAsync();
        var checkpoints = Path.Combine(server.Folder, "models", "checkpoints");
        File.Copy(Path.Combine(checkpoints, "studio-demo.safetensors"), Path.Combine(checkpoints, ScriptPrompt.Checkpoint));
        return server;
    }
}
