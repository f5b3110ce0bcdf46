using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Web.Jobs;

namespace Studio.Web.Workers;

/// <summary>
/// Remembers what a run has saved and told. When its worker dies, what was saved and not told is taken away: the node runs again, and there
/// would be the picture twice, once without an owner.
/// </summary>
internal sealed class SavedInRun(IImageStore store, IUntoldPictures untold) : IImageStore
{
    private readonly Lock _gate = new();
    private readonly HashSet<StoredImage> _saved = [];
    private bool _isOver;

    public IReadOnlyList<string> InputNames(string? extension = null) => store.InputNames(extension);

    public string? Find(string annotatedName) => store.Find(annotatedName);

    public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height,
        IReadOnlyList<EncodedImage> images) => Remember(store.Save(folder, prefix, width, height, images));

    public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write) =>
        Remember([store.SaveLarge(folder, prefix, extension, write)])[0];

    /// <summary>A node has shown these: they have an owner now, and stay.</summary>
    public void Told(JsonObject ui)
    {
        lock (_gate)
        {
            foreach (var image in (ui["images"] as JsonArray ?? []).Concat(ui["latents"] as JsonArray ?? []))
            {
                if (image is JsonObject named && (string?)named["filename"] is { } name
                    && Enum.TryParse<ImageFolder>((string?)named["type"], ignoreCase: true, out var folder))
                    _saved.Remove(new(name, (string?)named["subfolder"] ?? "", folder));
            }
        }
    }

    /// <summary>The run is lost, also to a file that is being written at this moment.</summary>
    public void ForgetUntold()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var image in _saved)
                untold.Delete(image);
            _saved.Clear();
        }
    }

    private IReadOnlyList<StoredImage> Remember(IReadOnlyList<StoredImage> images)
    {
        lock (_gate)
        {
            _saved.UnionWith(images);
            if (_isOver)
                ForgetUntold();
        }

        return images;
    }
}
