using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Data;
using Studio.Web.Gallery;

namespace Studio.Tests.Gallery;

public sealed class PictureGalleryTests : IDisposable
{
    private static readonly CurrentUser Anna = StudioApplication.User("anna");
    private static readonly CurrentUser Ben = StudioApplication.User("ben");
    private static readonly CurrentUser Operator = StudioApplication.User("otto", Roles.Operator);

    private static readonly JsonObject Prompt = (JsonObject)JsonNode.Parse("""
        {"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "demo.safetensors"}},
         "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a Red fox", "clip": ["4", 1]}},
         "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
         "3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "steps": 20, "cfg": 5.5, "sampler_name": "euler", "scheduler": "normal",
               "denoise": 1.0, "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
         "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
         "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "x"}}}
        """)!;

    private readonly TemporaryFolder _folder = new();
    private readonly StudioDb _db;
    private readonly ImageStore _store;
    private readonly GalleryIndex _index;
    private readonly Thumbnails _thumbnails;
    private readonly PictureGallery _gallery;

    public PictureGalleryTests()
    {
        var options = new StudioOptions { StudioDir = _folder.Path };
        Directory.CreateDirectory(options.Paths.Output);
        _db = new StudioDb(options);
        _db.Migrate(TimeProvider.System);
        _store = new ImageStore(options, TimeProvider.System);
        _index = new GalleryIndex(_db);
        _thumbnails = new Thumbnails(options);
        _gallery = new PictureGallery(_store, _index, _thumbnails, TimeProvider.System);
    }

    public void Dispose()
    {
        _thumbnails.Dispose();
        _db.Close();
        _folder.Dispose();
    }

    [Fact]
    public void Settings_OfAPrompt_AreReadAlongTheLinks()
    {
        var settings = PictureSettings.From(Prompt, "9")!;

        Assert.Equal(
            new PictureSettings
            {
                Model = "demo.safetensors", Positive = "a Red fox", Negative = "blurry", Seed = "18446744073709551615", Steps = 20,
                Cfg = 5.5, Sampler = "euler",
                Scheduler = "normal", Denoise = 1,
            },
            settings);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"1": 5, "2": {"inputs": []}, "3": {"inputs": {"steps": 1, "seed": {}, "positive": ["3", 0]}}}""")]
    [InlineData("""{"1": {"inputs": {"a": ["1", 0], "b": [1, 2], "steps": "x", "seed": null}}}""")]
    public void Settings_OfMalformedPrompts_DoNotFail(string prompt) => _ = PictureSettings.From((JsonObject)JsonNode.Parse(prompt)!, "1");

    [Fact]
    public void List_OwnersAndWords_FindOnlyOnesOwn()
    {
        Add("a.png", Anna, PictureSettings.From(Prompt, "9"));
        Add("b.png", Ben, null);

        Assert.Equal(["a.png"], Names(_gallery.List(Anna, new())));
        Assert.Equal(["b.png", "a.png"], Names(_gallery.List(Operator, new())));
        Assert.Equal(["a.png"], Names(_gallery.List(Operator, new() { Text = "RED demo" })));
        Assert.Empty(_gallery.List(Operator, new() { Text = "red 100%" }).Pictures);
        Assert.Equal(["a.png"], Names(_gallery.List(Operator, new() { JobId = "job-a.png" })));
        Assert.Equal((1, 2),
            (_gallery.List(Operator, new() { Limit = 1 }).Pictures.Count, _gallery.List(Operator, new() { Limit = 1 }).Total));
    }

    [Fact]
    public void Delete_OthersPicture_IsRefused_AndSharedOnesStayForTheOther()
    {
        var own = Add("a.png", Anna, null);
        var shared = Add("s.png", Anna, null);
        Add("s.png", Ben, null);

        Assert.False(_gallery.Delete(Ben, own));
        Assert.Null(_gallery.Open(Ben, own));
        Assert.True(_gallery.Delete(Anna, own));
        Assert.Null(_gallery.Find(Anna, own));
        Assert.True(_gallery.Delete(Anna, shared));
        Assert.Null(_gallery.Open(Anna, shared));
        Assert.NotNull(_gallery.Open(Ben, shared));
        Assert.False(_gallery.Delete(Operator, new StoredImage("../studio.db", "", ImageFolder.Output)));
    }

    [Fact]
    public async Task Thumbnail_IsMadeOnceAndGoesWithThePicture()
    {
        var image = Save("t.png", ImageCodec.EncodePng(new RgbImage(new byte[600 * 300 * 3], 1, 300, 600, 3)).Bytes);
        _index.Add(new Picture { Image = image, Created = DateTimeOffset.UnixEpoch, Owners = [new("anna", null, null)] });

        var path = (await _gallery.ThumbnailAsync(Anna, image, 200, default))!;

        var thumbnail = ImageCodec.Probe(path);
        Assert.Equal((ImageFormat.Webp, 256, 128), (thumbnail.Format, thumbnail.Width, thumbnail.Height));
        Assert.Equal(path, await _gallery.ThumbnailAsync(Anna, image, 256, default));
        Assert.Null(await _gallery.ThumbnailAsync(Ben, image, 256, default));
        Assert.True(_gallery.Delete(Anna, image));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Scan_MakesTheIndexAgreeWithTheDisk()
    {
        Add("gone.png", Anna, null);
        File.Delete(Path.Join(_folder.Path, "output", "gone.png"));
        Add("kept.png", Anna, null);
        Save("new.png", ImageCodec.EncodePng(new RgbImage(new byte[12], 1, 2, 2, 3),
            text: new Dictionary<string, string> { ["prompt"] = Prompt.ToJsonString() }).Bytes);
        Save("notes.txt", [1]);
        using var scan = new GalleryScan(_store, _index, NullLogger<GalleryScan>.Instance);

        Assert.Equal((1, 1), scan.Scan(default));

        Assert.Equal(["kept.png", "new.png"], Names(_gallery.List(Operator, new())).Order());
        Assert.Equal("a Red fox", Assert.Single(_gallery.List(Operator, new() { Text = "fox" }).Pictures).Settings!.Positive);
        Assert.Equal(["kept.png"], Names(_gallery.List(Anna, new()))); // nobody's pictures are for those who see all
        Assert.Equal((0, 0), scan.Scan(default));
    }

    private StoredImage Add(string name, CurrentUser owner, PictureSettings? settings)
    {
        var image = Save(name, [1]);
        _index.Add(new Picture { Image = image, Bytes = 1, Created = DateTimeOffset.UnixEpoch, Settings = settings,
            Owners = [new(owner.Id, $"job-{name}", "9")] });
        return image;
    }

    private StoredImage Save(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Join(_folder.Path, "output", name), bytes);
        return new(name, "", ImageFolder.Output);
    }

    private static IEnumerable<string> Names(PicturePage page) => page.Pictures.Select(picture => picture.Image.FileName);
}
