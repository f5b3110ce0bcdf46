using Studio.Web.Auth;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Workflows;

namespace Studio.Web.Hosting;

/// <summary>
/// The person at the machine in local mode and the holder of the master key are one person before and after a key was set: their folder is
/// the same (<see cref="PersonalFolder"/>), and so are their jobs, pictures and workflows. People with accounts of their own keep theirs.
/// </summary>
internal static class OneAdministrator
{
    /// <summary>At start, before anything is asked: what belongs to the built-in user of the other mode belongs to this mode's.</summary>
    public static void UniteBuiltInUsers(this WebApplication app)
    {
        var isLocal = app.Services.GetRequiredService<Access>().Mode == AccessMode.Local;
        var (other, mine) = isLocal
            ? (CurrentUser.Administrator.Id, CurrentUser.Local.Id)
            : (CurrentUser.Local.Id, CurrentUser.Administrator.Id);
        app.Services.GetRequiredService<JobStore>().ChangeOwner(other, mine);
        app.Services.GetRequiredService<GalleryIndex>().ChangeOwner(other, mine);
        app.Services.GetRequiredService<WorkflowStore>().ChangeOwner(other, mine);
    }
}
