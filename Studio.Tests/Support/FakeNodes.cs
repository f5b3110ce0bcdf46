using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Tests.Support;

/// <summary>The nodes of <see cref="FakeEngine"/>, named as in the recordings of ComfyUI.</summary>
internal static class FakeNodes
{
    public static readonly Type[] All = [typeof(StubImage), typeof(ObsSampler), typeof(ObsErr), typeof(Gate), typeof(PreviewImage),
        typeof(SaveImage), typeof(ManySteps), typeof(ManyResults), typeof(Warner), .. FakeGraphNodes.All];

    public static readonly byte[] Jpeg = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
}

[WireType("IMAGE")]
internal sealed record FakePicture(int Width, int Height, byte Grey);

internal sealed record FakeShown(JsonObject Ui) : IHasUi;

[Node("StubImage", Category = "test")]
internal sealed class StubImage : INode<FakePicture>
{
    [Input(Choices = ["BLACK", "WHITE"])]
    public string Content { get; init; } = "BLACK";

    [Input(Min = 1, Max = 1024)]
    public int Height { get; init; } = 8;

    [Input(Min = 1, Max = 1024)]
    public int Width { get; init; } = 8;

    [Input(Min = 1, Max = 4)]
    public int BatchSize { get; init; } = 1;

    public FakePicture Run(NodeContext context) => new(Width, Height, Content == "WHITE" ? (byte)255 : (byte)0);
}

/// <summary>Steps with or without previews.</summary>
[Node("ObsSampler", Category = "test")]
internal sealed class ObsSampler : INode<FakePicture>
{
    [Input]
    public required FakePicture Image { get; init; }

    [Input(Min = 1, Max = 10000)]
    public int Steps { get; init; } = 3;

    [Input]
    public double Delay { get; init; }

    [Input]
    public bool Preview { get; init; }

    public FakePicture Run(NodeContext context)
    {
        for (var step = 1; step <= Steps; step++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (Preview)
                context.Preview(FakeNodes.Jpeg, "image/jpeg");
            context.Progress(step, Steps);
        }

        return Image;
    }
}

/// <summary>Tells more than a slow reader can take, then shows it is done.</summary>
[Node("ManySteps", Category = "test", IsOutput = true)]
internal sealed class ManySteps : INode<FakeShown>
{
    [Input(Min = 1, Max = 1000000)]
    public int Steps { get; init; } = 20000;

    public FakeShown Run(NodeContext context)
    {
        var picture = new byte[20_000];
        for (var step = 1; step <= Steps; step++)
        {
            context.Preview(picture, "image/jpeg");
            context.Progress(step, Steps);
        }

        return new(new JsonObject { ["text"] = new JsonArray("done") });
    }
}

/// <summary>Sends results of a megabyte each through the socket, as SaveImageWebsocket does.</summary>
[Node("ManyResults", Category = "test", IsOutput = true)]
internal sealed class ManyResults : INode<FakeShown>
{
    [Input(Min = 1, Max = 1000)]
    public int Count { get; init; } = 100;

    public FakeShown Run(NodeContext context)
    {
        for (var i = 0; i < Count; i++)
            context.Preview(new byte[1 << 20], "image/png");
        return new(new JsonObject { ["text"] = new JsonArray("done") });
    }
}

/// <summary>Goes on although something is not as asked.</summary>
[Node("Warner", Category = "test", IsOutput = true)]
internal sealed class Warner : INode<FakeShown>
{
    public FakeShown Run(NodeContext context)
    {
        context.Warn("Half of it fits.");
        return new(new JsonObject { ["text"] = new JsonArray("done") });
    }
}

[Node("ObsErr", Category = "test")]
internal sealed class ObsErr : INode<FakePicture>
{
    [Input]
    public required FakePicture Image { get; init; }

    public FakePicture Run(NodeContext context) => throw new FormatException("boom");
}

/// <summary>Waits until the test lets it go, telling a step before.</summary>
[Node("Gate", Category = "test", IsOutput = true)]
internal sealed class Gate(FakeWorld world) : INodeAsync<FakeShown>
{
    [Input]
    public string Name { get; init; } = "";

    public async Task<FakeShown> RunAsync(NodeContext context)
    {
        context.Progress(1, 4);
        await world.PassGateAsync(context.CancellationToken);
        return new(new JsonObject { ["text"] = new JsonArray(Name) });
    }
}

[Node("PreviewImage", Category = "test", IsOutput = true)]
internal sealed class PreviewImage(IImageStore store) : INode<FakeShown>
{
    [Input]
    public required FakePicture Images { get; init; }

    public FakeShown Run(NodeContext context) => Saving.Save(store, ImageFolder.Temp, "ComfyUI_temp_abcde", Images);
}

[Node("SaveImage", Category = "test", IsOutput = true)]
internal sealed class SaveImage(IImageStore store, FakeWorld world) : INode<FakeShown>
{
    [Input]
    public required FakePicture Images { get; init; }

    [Input]
    public string FilenamePrefix { get; init; } = "ComfyUI";

    public FakeShown Run(NodeContext context)
    {
        if (world.DiskIsFull)
            throw new EngineException(EngineError.Storage, "The picture could not be saved: No space left on device");
        if (world.SavingFails is { } failure)
            throw failure;
        if (world.DeviceIsFull)
            File.WriteAllText("/dev/full", "x"); // Linux answers as a full disk does
        return Saving.Save(store, ImageFolder.Output, FilenamePrefix, Images);
    }
}

internal static class Saving
{
    public static FakeShown Save(IImageStore store, ImageFolder folder, string prefix, FakePicture picture)
    {
        var pixels = new byte[picture.Width * picture.Height * 3];
        Array.Fill(pixels, picture.Grey);
        var png = ImageCodec.EncodePng(new RgbImage(pixels, 1, picture.Height, picture.Width, 3));
        var saved = store.Save(folder, prefix, picture.Width, picture.Height, [png]);
        return new(new JsonObject
        {
            ["images"] = new JsonArray([.. saved.Select(image => new JsonObject
            {
                ["filename"] = image.FileName,
                ["subfolder"] = image.Subfolder,
                ["type"] = image.Folder == ImageFolder.Output ? "output" : "temp",
            })]),
        });
    }
}
