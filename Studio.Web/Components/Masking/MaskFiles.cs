using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Masking;

/// <summary>Masks are pictures of the user's input folder, in the sub folder "masks": white is what changes.</summary>
internal static class MaskFiles
{
    private const string Subfolder = "masks";

    /// <summary>Keeps what was painted over a picture; the name is as a prompt has it.</summary>
    /// <exception cref="Engine.EngineException">It is no picture, or the disk is full.</exception>
    /// <exception cref="NotAPictureException">It claims to be a picture and is none.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public static string Keep(PictureGallery gallery, CurrentUser user, StoredImage painted, byte[] bytes)
    {
        ImageCodec.Verify(bytes, "The mask");
        var name = Path.GetFileNameWithoutExtension(painted.FileName);
        var kept = gallery.Upload(user, ImageFolder.Input, Subfolder, name + "-mask.png", bytes, overwrite: false)
            ?? gallery.Upload(user, ImageFolder.Input, Subfolder, "mask.png", bytes, overwrite: false);
        return PictureAddress.Annotated(kept!);
    }

    /// <summary>What a mask covers of a picture, in the picture's pixels; null when one of the two is gone or nothing is white.</summary>
    public static MaskedArea? Find(PictureGallery gallery, CurrentUser user, string mask, string source)
    {
        if (gallery.Open(user, PictureAddress.Parse(mask)) is not { } path
            || gallery.Find(user, PictureAddress.Parse(source)) is not { Width: { } width, Height: { } height })
            return null;
        return MaskedArea.Of(ImageCodec.Load(path).Pixels.Frame(0), width, height);
    }
}
