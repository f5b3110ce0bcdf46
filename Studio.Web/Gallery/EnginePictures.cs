using Studio.Engine.Imaging;
using Studio.Web.Auth;

namespace Studio.Web.Gallery;

/// <summary>The pictures as the engine sees them: those of the user on whose behalf it works (<see cref="ActingUser"/>), under the names that user knows.</summary>
internal sealed class EnginePictures(ImageStore store, PictureGallery gallery) : IImageStore
{
    public IReadOnlyList<string> InputNames(string? extension = null) => ActingUser.Current is { } user ? gallery.InputNames(user, extension) : [];

    public string? Find(string annotatedName)
    {
        var (name, folder) = ImageNames.Annotated(annotatedName, ImageFolder.Input);
        return ActingUser.Current is { } user ? gallery.Open(user, ImageNames.Split(name, folder)) : null;
    }

    public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height, IReadOnlyList<EncodedImage> images)
    {
        var saved = store.Save(folder, prefix, width, height, images);
        foreach (var image in saved)
            gallery.ForgetFormer(image);
        return saved;
    }

    public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write)
    {
        var saved = store.SaveLarge(folder, prefix, extension, write);
        gallery.ForgetFormer(saved);
        return saved;
    }
}
