namespace Studio.Engine.Imaging;

/// <summary>
/// What a check or a run is handed to find files by name and to leave its pictures in: those of one user. Nodes take either as a parameter
/// of their constructor.
/// </summary>
public sealed record RunFiles(IImageStore Pictures, ISentPictures Sent)
{
    /// <summary>Nobody's: no name means anything, and nothing can be left.</summary>
    public static RunFiles None { get; } = new(NoPictures.Instance, NoPictures.Instance);

    private sealed class NoPictures : IImageStore, ISentPictures
    {
        public static readonly NoPictures Instance = new();

        public IReadOnlyList<string> InputNames(string? extension = null) => [];

        public string? Find(string annotatedName) => null;

        public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height,
            IReadOnlyList<EncodedImage> images) => throw Unwritable();

        public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write) => throw Unwritable();

        public string Add(EncodedImage picture) => throw Unwritable();

        EncodedImage? ISentPictures.Find(string id) => null;

        public string? HashOf(string id) => null;

        private static EngineException Unwritable() =>
            new(EngineError.Unwritable, "This run was given no place for pictures. Hand one in with RunRequest.Files.");
    }
}
