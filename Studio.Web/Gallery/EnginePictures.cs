using System.Data.Common;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Data;

namespace Studio.Web.Gallery;

/// <summary>
/// The pictures as the engine sees them: those of the user on whose behalf it works (<see cref="ActingUser"/>), under the names that user
/// knows.
/// </summary>
internal sealed class EnginePictures(ImageStore store, PictureGallery gallery) : IImageStore
{
    public IReadOnlyList<string> InputNames(string? extension = null) =>
        ActingUser.Current is { } user ? gallery.InputNames(user, extension) : [];

    public string? Find(string annotatedName)
    {
        var (name, folder) = ImageNames.Annotated(annotatedName, ImageFolder.Input);
        return ActingUser.Current is { } user ? gallery.Open(user, ImageNames.Split(name, folder)) : null;
    }

    public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height, IReadOnlyList<EncodedImage> images)
    {
        var saved = store.Save(folder, prefix, width, height, images);
        ForgetFormer(saved);
        return saved;
    }

    public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write)
    {
        var saved = store.SaveLarge(folder, prefix, extension, write);
        ForgetFormer([saved]);
        return saved;
    }

    /// <summary>A file whose former owners cannot be taken off the index must not be there: they would see it.</summary>
    private void ForgetFormer(IReadOnlyList<StoredImage> saved)
    {
        try
        {
            foreach (var image in saved)
                gallery.ForgetFormer(image);
        }
        catch (DbException e)
        {
            foreach (var image in saved)
                store.Delete(image);
            var fault = DatabaseFault.Of(e);
            throw new EngineException(fault.MayBeRoom ? EngineError.Storage : EngineError.Unwritable,
                $"The picture could not be recorded: {fault.Reason}", e);
        }
    }
}
