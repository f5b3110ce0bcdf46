using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Jobs;
using Studio.Web.Workers;

namespace Studio.Tests.Workers;

/// <summary>What a run has saved when its worker dies: what a node has shown stays, the rest goes.</summary>
public sealed class SavedInRunTests : IDisposable
{
    private readonly FolderImageStore _store = new();
    private readonly Deleted _untold = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("images")]
    [InlineData("latents")]
    [InlineData("a_images")]
    [InlineData("gifs")]
    public void Lost_KeepsWhatWasShownUnderAnyName(string list)
    {
        var run = new SavedInRun(_store, _untold);
        var (shown, other) = (Save(run, "shown"), Save(run, "other"));
        run.Told(new JsonObject
        {
            [list] = new JsonArray(new JsonObject
            {
                ["filename"] = shown.FileName, ["subfolder"] = shown.Subfolder, ["type"] = "output",
            }),
            ["text"] = new JsonArray("a line", new JsonObject { ["filename"] = 7 }),
            ["count"] = 1,
        });

        run.ForgetUntold();

        Assert.Equal([other], _untold.Images);
        var late = Save(run, "late");
        Assert.Equal([other, late], _untold.Images);
    }

    private static StoredImage Save(SavedInRun run, string prefix) =>
        run.SaveLarge(ImageFolder.Output, prefix, ".bin", stream => stream.WriteByte(1));

    private sealed class Deleted : IUntoldPictures
    {
        public List<StoredImage> Images { get; } = [];

        public void Delete(StoredImage image) => Images.Add(image);
    }
}
