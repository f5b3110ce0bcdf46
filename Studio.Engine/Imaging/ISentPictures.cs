namespace Studio.Engine.Imaging;

/// <summary>
/// The pictures that a client and its prompts hand each other by short names, of one user: what <see cref="PictureCache"/> keeps for that
/// one. A run is handed them as it is handed its <see cref="IImageStore"/>.
/// </summary>
public interface ISentPictures
{
    /// <summary>Keeps a picture under a name of its own, 32 hex digits.</summary>
    /// <exception cref="EngineException">Storage: it is too large.</exception>
    string Add(EncodedImage picture);

    /// <summary>One's own picture of that name; null when there is none, or none any more.</summary>
    EncodedImage? Find(string id);

    /// <summary>What tells its content from any other's; null when it is not there.</summary>
    string? HashOf(string id);
}
