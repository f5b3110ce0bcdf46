using Studio.Engine.Imaging;

namespace Studio.Web.Jobs;

/// <summary>
/// Takes files away that a lost run has written and told nobody of. The gallery implements it, which owns the folders.
/// </summary>
public interface IUntoldPictures
{
    void Delete(StoredImage image);
}
