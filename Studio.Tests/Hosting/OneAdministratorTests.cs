using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Components.Generation;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Tests.Hosting;

/// <summary>A server that gets a key, or loses it, keeps its administrator's work his own.</summary>
public sealed class OneAdministratorTests
{
    private static readonly CurrentUser Ada = StudioApplication.User("ada");

    [Fact]
    public async Task JobsAndPictures_WhenAKeyIsSetAndTakenAway_StayTheAdministratorsOwn()
    {
        using var folder = new TemporaryFolder();
        await using (var local = await StartAsync(folder, isLocal: true))
        {
            await MakeAsync(local, CurrentUser.Local, "mine.png");
            Share(local, "both.png", CurrentUser.Local, CurrentUser.Administrator);
            Share(local, "hers.png", Ada);
        }

        await using (var keyed = await StartAsync(folder, isLocal: false))
        {
            Assert.Equal(["admin"], keyed.Get<JobQueue>().List(CurrentUser.Administrator).Waiting.Select(job => job.Owner));
            Assert.Equal(["both.png: admin", "hers.png: ada", "mine.png: admin"], OwnersIn(keyed));
        }

        await using var again = await StartAsync(folder, isLocal: true);
        Assert.Equal(["local"], again.Get<JobQueue>().List(CurrentUser.Local).Waiting.Select(job => job.Owner));
        Assert.Equal(["both.png: local", "hers.png: ada", "mine.png: local"], OwnersIn(again));
    }

    private static Task<StudioApplication> StartAsync(TemporaryFolder folder, bool isLocal) => StudioApplication.StartAsync(
        options =>
        {
            options.StudioDir = folder.Path;
            if (isLocal)
                options.Auth.KeySource = null;
        },
        demoModel: !Directory.Exists(Path.Join(folder.Path, "models", "checkpoints")));

    private static async Task MakeAsync(StudioApplication studio, CurrentUser user, string picture)
    {
        studio.Get<JobQueue>().PauseByHand(user, "");
        var asked = new TextToImage { Checkpoint = "studio-demo.safetensors", Width = 64, Height = 64, Steps = 1, Cfg = 1,
            Sampler = "euler", Scheduler = "normal", Seed = 1 };
        Assert.NotNull((await studio.Get<JobQueue>().EnqueueAsync(user, new(asked.ToPrompt()))).Job);
        Share(studio, picture, user);
    }

    private static void Share(StudioApplication studio, string name, params CurrentUser[] users)
    {
        File.WriteAllBytes(Path.Join(studio.Get<StudioOptions>().Paths.Output, name), [1]);
        studio.Get<GalleryIndex>().Add(new()
        {
            Image = new(name, "", ImageFolder.Output),
            Created = DateTimeOffset.UnixEpoch,
            Owners = [.. users.Select(user => new PictureOwner(user.Id, null, null))],
        });
    }

    private static List<string> OwnersIn(StudioApplication studio) =>
        [.. studio.Get<PictureGallery>().List(CurrentUser.Administrator, new()).Pictures
            .Select(picture => $"{picture.Image.FileName}: {string.Join(", ", picture.Owners.Select(owner => owner.Owner))}")
                .Order(StringComparer.Ordinal)];
}
