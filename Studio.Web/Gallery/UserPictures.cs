using System.Data.Common;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Auth;
using Studio.Web.Data;
using Studio.Web.Jobs;

namespace Studio.Web.Gallery;

/// <summary>Each user's pictures as checks and runs are handed them, under the names that the user knows.</summary>
internal sealed class UserPictures(ImageStore store, PictureGallery gallery, PictureCache sent) : IUserFiles, IUntoldPictures
{
    public RunFiles Of(CurrentUser user) => new(new OfOne(store, gallery, user), sent.Of(user.Id));

    public void Delete(StoredImage image) => store.Delete(image);

    private sealed class OfOne(ImageStore store, PictureGallery gallery, CurrentUser user) : IImageStore
    {
        public IReadOnlyList<string> InputNames(string? extension = null) => gallery.InputNames(user, extension);

        public string? Find(string annotatedName)
        {
            var (name, folder) = ImageNames.Annotated(annotatedName, ImageFolder.Input);
            return gallery.Open(user, ImageNames.Split(name, folder));
        }

        public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height,
            IReadOnlyList<EncodedImage> images)
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
}
