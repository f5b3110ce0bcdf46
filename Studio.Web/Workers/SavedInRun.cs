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
            // under whatever name a node shows them: images, latents, a_images, gifs
            foreach (var image in ui.Select(entry => entry.Value).OfType<JsonArray>().SelectMany(list => list))
            {
                if (image is JsonObject named && TextOf(named, "filename") is { } name
                    && Enum.TryParse<ImageFolder>(TextOf(named, "type"), ignoreCase: true, out var folder))
                    _saved.Remove(new(name, TextOf(named, "subfolder") ?? "", folder));
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

    // a node of an extension may show anything
    private static string? TextOf(JsonObject image, string member) =>
        image[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

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
