using System.Diagnostics;
using System.IO.Compression;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Data;
using Studio.Web.Gallery;
using Xunit.Abstractions;

namespace Studio.Tests.Gallery;

/// <summary>A whole gallery: filters, marks, the bin, and one of a hundred thousand pictures.</summary>
public sealed class PictureShelfTests : IDisposable
{
    private static readonly CurrentUser Anna = StudioApplication.User("anna");
    private static readonly CurrentUser Ben = StudioApplication.User("ben");
    private static readonly CurrentUser Operator = StudioApplication.User("otto", Roles.Operator);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly ITestOutputHelper _output;
    private readonly StudioDb _db;
    private readonly ImageStore _store;
    private readonly GalleryIndex _index;
    private readonly Thumbnails _thumbnails;
    private readonly PictureGallery _gallery;
    private readonly PictureShelf _shelf;

    public PictureShelfTests(ITestOutputHelper output)
    {
        _output = output;
        var options = new StudioOptions { StudioDir = _folder.Path };
        Directory.CreateDirectory(options.Paths.Output);
        _db = new StudioDb(options);
        _db.Migrate(TimeProvider.System);
        _store = new ImageStore(options, _time);
        _index = new GalleryIndex(_db);
        _thumbnails = new Thumbnails(options);
        _gallery = new PictureGallery(_store, _index, _thumbnails, _time);
        _shelf = new PictureShelf(new(_db), new(_db), _index, _gallery, _time);
    }

    public void Dispose()
    {
        _thumbnails.Dispose();
        _db.Close();
        _folder.Dispose();
    }

    [Fact]
    public void Marks_OfOnePerson_AreNobodyElses()
    {
        var id = Add("a.png", Anna, Ben);
        _shelf.Star(Anna, [id], true);
        _shelf.Rate(Anna, [id], 4);
        Assert.True(_shelf.Tag(Anna, [id], "  blue \t boat "));
        var (anna, ben) = (Assert.Single(_shelf.Pictures(Anna, [id])), Assert.Single(_shelf.Pictures(Ben, [id])));
        Assert.Equal((true, 4, "blue boat"), (anna.Starred, anna.Rating, Assert.Single(anna.Tags)));
        Assert.Equal((false, 0, 0), (ben.Starred, ben.Rating, ben.Tags.Count));
        _shelf.Untag(Anna, [id], "blue boat");
        _shelf.Star(Anna, [id], false);
        Assert.Equal((false, 4, 0), (_shelf.Pictures(Anna, [id])[0].Starred, _shelf.Pictures(Anna, [id])[0].Rating, _shelf.Pictures(Anna,
            [id])[0].Tags.Count));
        Assert.False(_shelf.Tag(Anna, [id], "   "));
        Assert.False(_shelf.Tag(Anna, [id], new string('x', 61)));
    }

    [Fact]
    public void Pictures_OfOthers_CanNeitherBeSeenNorMarkedNorThrownAway()
    {
        var id = Add("a.png", Anna);
        Assert.Empty(_shelf.Ids(Ben, new()));
        Assert.Empty(_shelf.Pictures(Ben, [id]));
        _shelf.Star(Ben, [id], true);
        Assert.Empty(_shelf.Bin(Ben, [id]));
        Assert.Empty(_shelf.Ids(Operator, new() { Filter = new() { Starred = true } }));
        Assert.Equal([id], _shelf.Ids(Anna, new()));
        Assert.Equal([id], _shelf.Ids(Operator, new()));
    }

    [Fact]
    public void Filters_EachAlone_FindWhatTheyName()
    {
        var plain = Add("plain.png", Anna);
        _time.Advance(TimeSpan.FromDays(2));
        var made = Add("made.png", new PictureSettings
        {
            Positive = "a boat", Model = "sub/x.safetensors", Sampler = "euler", Loras = [new("ink.safetensors", 1, 1)],
        }, 640, 480, Anna);
        _shelf.Rate(Anna, [made], 3);
        _shelf.Tag(Anna, [made], "sea");
        var now = _time.GetUtcNow();
        foreach (var filter in new PictureFilter[]
        {
            new() { Model = "sub/x.safetensors" }, new() { Sampler = "euler" }, new() { Lora = "ink.safetensors" }, new() { Size = (640,
                480) },
            new() { Rating = 3 }, new() { Tag = "sea" }, new() { From = now.AddDays(-1) },
        })
            Assert.Equal([made], _shelf.Ids(Anna, new() { Filter = filter }));
        foreach (var filter in new PictureFilter[]
        {
            new() { Model = "x" }, new() { Sampler = "ddim" }, new() { Lora = "ink" }, new() { Size = (640, 481) }, new() { Rating = 4 },
            new() { Tag = "se" }, new() { From = now.AddDays(1) },
        })
            Assert.Empty(_shelf.Ids(Anna, new() { Filter = filter }));
        Assert.Equal([plain], _shelf.Ids(Anna, new() { Filter = new() { Before = now.AddDays(-1) } }));
        Assert.Equal([made, plain], _shelf.Ids(Anna, new()));
        Assert.Equal([plain, made], _shelf.Ids(Anna, new() { OldestFirst = true }));
        Assert.Equal([made], _shelf.Ids(Anna, new() { Text = "boat", Filter = new() { Tag = "sea" } }));
        var choices = _shelf.Choices(Anna);
        Assert.Equal(new FilterChoice("sub/x.safetensors", 1), Assert.Single(choices.Models));
        Assert.Equal((new FilterChoice("ink.safetensors", 1), new FilterChoice("sea", 1)),
            (Assert.Single(choices.Loras), Assert.Single(choices.Tags)));
        Assert.Contains(new FilterChoice("640x480", 1), choices.Sizes);
    }

    [Fact]
    public void Bin_TakesOutOfEveryListUntilItIsPutBack()
    {
        var (id, other) = (Add("a.png", Anna), Add("b.png", Anna));
        Assert.Equal([id], _shelf.Bin(Anna, [id]));
        Assert.Equal([other], _shelf.Ids(Anna, new()));
        Assert.Equal([other], _shelf.Ids(Operator, new()));
        Assert.Single(_gallery.List(Anna, new()).Pictures);
        Assert.Equal([id], _shelf.Ids(Anna, new() { Filter = new() { InBin = true } }));
        Assert.NotNull(_store.PathOf(_index.Find([id])[id].Image));
        _shelf.Restore(Anna, [id]);
        Assert.Equal([other, id], _shelf.Ids(Anna, new()));
        Assert.Empty(_shelf.Ids(Anna, new() { Filter = new() { InBin = true } }));
    }

    [Fact]
    public void Bin_OfASharedPicture_LeavesItToTheOthers()
    {
        var id = Add("a.png", Anna, Ben);
        _shelf.Bin(Anna, [id]);
        Assert.Empty(_shelf.Ids(Anna, new()));
        Assert.Equal([id], _shelf.Ids(Ben, new()));
        Assert.Equal([id], _shelf.Ids(Operator, new()));
        Assert.Equal(1, _shelf.EmptyBin(Anna));
        Assert.Equal([id], _shelf.Ids(Ben, new()));
        Assert.NotNull(_store.PathOf(_index.Find([id])[id].Image));
    }

    [Fact]
    public void Purge_AfterThirtyDays_DeletesWhatIsInTheBinAndNothingElse()
    {
        var (old, kept, young) = (Add("old.png", Anna), Add("kept.png", Anna), Add("young.png", Anna));
        var place = _index.Find([old])[old].Image;
        _shelf.Bin(Anna, [old]);
        _time.Advance(PictureShelf.Retention - TimeSpan.FromMinutes(1));
        _shelf.Bin(Anna, [young]);
        Assert.Equal(0, _shelf.Purge());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, _shelf.Purge());
        Assert.Null(_store.PathOf(place));
        Assert.Equal([young], _shelf.Ids(Anna, new() { Filter = new() { InBin = true } }));
        Assert.Equal([kept], _shelf.Ids(Anna, new()));
    }

    [Fact]
    public async Task Zip_OfPictures_HasEachUnderANameOfItsOwn()
    {
        var zips = new PictureZips(_shelf, _gallery, _time);
        long[] ids = [Add("a.png", Anna), AddIn("sub", "a.png", Anna)];
        var name = zips.Ask(Anna, ids)!;
        Assert.Null(zips.Find(Ben, name));
        Assert.Null(zips.Find(Anna, "gone"));
        Assert.Null(zips.Ask(Anna, []));
        using var file = new MemoryStream();
        await zips.WriteAsync(Anna, zips.Find(Anna, name)!, file, default);
        using var archive = new ZipArchive(file);
        Assert.Equal(["a (2).png", "a.png"], archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(zips.Find(Anna, name));
    }

    // an answer of the server can be written to in no other way
    [Fact]
    public async Task Zip_OfPictures_IsWrittenAsynchronouslyOnly()
    {
        var zips = new PictureZips(_shelf, _gallery, _time);
        var name = zips.Ask(Anna, [Add("a.png", Anna), Add("b.png", Anna)])!;
        using var file = new AsynchronousFile();
        await zips.WriteAsync(Anna, zips.Find(Anna, name)!, file, default);
        using var archive = new ZipArchive(file);
        foreach (var entry in archive.Entries)
        {
            using var read = new MemoryStream();
            await using (var content = await entry.OpenAsync())
                await content.CopyToAsync(read);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Join(_folder.Path, "output", entry.FullName)), read.ToArray());
        }

        Assert.Equal(2, archive.Entries.Count);
    }

    /// <summary>How long it takes is told, not judged: dotnet test --logger "console;verbosity=detailed".</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Gallery_OfAHundredThousand_ReadsItsLastPageAsItsFirst()
    {
        const int Count = 100_000;
        using (var connection = _db.Open())
        {
            Dapper.SqlMapper.Execute(connection, """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                INSERT INTO pictures (folder, subfolder, file_name, bytes, width, height, created_at, settings, words)
                SELECT 'output', '', 'p' || i || '.png', 1000000, 512, 512, i * 1000, '{"Model":"m' || (i % 7) || '.safetensors","Sampler":"euler"}', 'a picture of number ' || i FROM n;
                INSERT INTO picture_owners (picture_id, owner) SELECT id, 'anna' FROM pictures;
                """);
        }

        var watch = Stopwatch.StartNew();
        var ids = Told("all ids", () => _shelf.Ids(Anna, new()));
        Assert.Equal((Count, 100_000L), (ids.Count, ids[0]));
        foreach (var at in new[] { 0, 50_000, Count - 40 })
        {
            var page = Told($"40 from {at}", () => _shelf.Pictures(Anna, [.. ids.Skip(at).Take(40)]));
            Assert.Equal(ids.Skip(at).Take(40), page.Select(picture => picture.Id));
        }

        Assert.Equal(14_286, Told("one model", () => _shelf.Ids(Anna, new() { Filter = new() { Model = "m1.safetensors" } })).Count);
        Assert.Single(Told("words", () => _shelf.Ids(Anna, new() { Text = "number 99999" })));
        Assert.Equal(7, Told("choices", () => _shelf.Choices(Anna)).Models.Count);
        Told("star all", () =>
        {
            _shelf.Star(Anna, ids, true);
            return 0;
        });
        Assert.Equal(Count, _shelf.Ids(Anna, new() { Filter = new() { Starred = true } }).Count);

        T Told<T>(string what, Func<T> work)
        {
            watch.Restart();
            var result = work();
            _output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms");
            return result;
        }
    }

    private long Add(string name, params CurrentUser[] owners) => Add(name, null, 64, 64, owners);

    private long Add(string name, PictureSettings? settings, int width, int height, params CurrentUser[] owners) =>
        Kept(new(name, "", ImageFolder.Output), settings, width, height, owners);

    private long AddIn(string folder, string name, CurrentUser owner) => Kept(new(name, folder, ImageFolder.Output), null, 8, 8, [owner]);

    private long Kept(StoredImage image, PictureSettings? settings, int width, int height, CurrentUser[] owners)
    {
        var folder = Path.Join(_folder.Path, "output", image.Subfolder);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Join(folder, image.FileName), [1, 2, 3]);
        _time.Advance(TimeSpan.FromSeconds(1));
        _index.Add(new()
        {
            Image = image, Bytes = 3, Width = width, Height = height, Created = _time.GetUtcNow(), Settings = settings,
            Owners = [.. owners.Select(owner => new PictureOwner(owner.Id, null, null))],
        });
        return _index.Find(image)!.Id;
    }

    private sealed class AsynchronousFile : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("written at once");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("written at once");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
