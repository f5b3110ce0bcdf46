namespace Studio.Engine.Imaging;

/// <summary>The three folders of ComfyUI; on the wire in lower case.</summary>
public enum ImageFolder
{
    Output,
    Input,
    Temp,
}

/// <summary>Where a stored picture is. <paramref name="Subfolder"/> uses forward slashes and is empty for the top.</summary>
public sealed record StoredImage(string FileName, string Subfolder, ImageFolder Folder);

/// <summary>
/// Where the pictures of one run come from and go to: a name means a file of the user for whom it runs. A run is handed its store
/// (<see cref="RunFiles"/>), and nodes take it as a parameter of their constructor. A file appears under its final name only when it is
/// whole: it is written to a temporary name in the same folder and renamed.
/// </summary>
public interface IImageStore
{
    /// <summary>
    /// The names a LoadImage node offers: pictures at the top of the input folder, sorted; or the files there with an extension such as
    /// .latent.
    /// </summary>
    IReadOnlyList<string> InputNames(string? extension = null);

    /// <summary>The full path of "name", "sub/name" or "name [output]"; null when there is none or the name leaves its folder.</summary>
    string? Find(string annotatedName);

    /// <summary>
    /// Reserves numbered names for a batch and writes each picture. <paramref name="prefix"/> may hold sub folders and ComfyUI's
    /// %tokens%; names are {prefix}_{counter:05}_.png with the counter after the highest one present.
    /// </summary>
    /// <exception cref="EngineException">The prefix leaves the folder (BadPrompt), the disk is full (Storage), or nothing can be written
    /// there under that name (Unwritable).</exception>
    IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height, IReadOnlyList<EncodedImage> images);

    /// <summary>
    /// Writes one file that may be too large for the memory under the next name, {prefix}_{counter:05}_{extension}. What
    /// <paramref name="write"/> throws leaves nothing behind.
    /// </summary>
    /// <param name="extension">With its dot.</param>
    /// <exception cref="EngineException">The prefix leaves the folder (BadPrompt), the disk is full (Storage), or nothing can be written
    /// there under that name (Unwritable).</exception>
    StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write);
}
