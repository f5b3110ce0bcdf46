namespace Studio.E2E;

/// <summary>The ComfyUI clients that programs take from npm, as they are: everything that each offers, without and with a key.</summary>
public sealed class NodeClientTests
{
    [Fact]
    public Task Client_OfMostPrograms_WorksThroughItsWholeInterface() => DriveAsync("saintno.mjs", isKeyed: true);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("stable-canvas.mjs")]
    [InlineData("comfy-ui-client.mjs")]
    public Task Client_WithAKey_WorksThroughItsWholeInterface(string driver) => DriveAsync(driver, isKeyed: true);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("saintno.mjs")]
    [InlineData("stable-canvas.mjs")]
    [InlineData("comfy-ui-client.mjs")]
    public Task Client_WithoutAKey_WorksThroughItsWholeInterface(string driver) => DriveAsync(driver, isKeyed: false);

    private static async Task DriveAsync(string driver, bool isKeyed)
    {
        await using var server = await StudioServer.StartAsync(null, isKeyed ? ["--api-key", StudioServer.Key] : []);
        // listed as a checkpoint and none: what a run that fails is made of
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "models", "checkpoints", "broken.safetensors"), "not a checkpoint");
        var (output, exitCode) = await NodeClient.RunAsync(driver, server, isKeyed ? StudioServer.Key : null);
        Assert.True(exitCode == 0 && output.Contains("all steps done", StringComparison.Ordinal),
            $"{driver} ended with {exitCode}:\n{output}\n\nThe server:\n{server.Log}");
    }
}
