using Studio.Engine.Imaging;
using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>
/// What a prompt's names of files mean for a user, and where that user's pictures go: handed into each check and each run. The gallery
/// implements it, which knows whose a picture is.
/// </summary>
public interface IUserFiles
{
    RunFiles Of(CurrentUser user);
}
