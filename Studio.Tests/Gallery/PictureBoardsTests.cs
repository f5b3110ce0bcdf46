using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Gallery;

namespace Studio.Tests.Gallery;

/// <summary>Boards are a person's own; pictures lie on them and lose nothing by it.</summary>
public sealed class PictureBoardsTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    // each test has people of its own: nothing of one is in another's way
    private readonly CurrentUser _anna = StudioApplication.User($"anna-{Guid.NewGuid():N}");
    private readonly CurrentUser _ben = StudioApplication.User($"ben-{Guid.NewGuid():N}");

    private PictureBoards Boards => shared.Studio.Get<PictureBoards>();

    private PictureShelf Shelf => shared.Studio.Get<PictureShelf>();

    [Fact]
    public void Pictures_OnABoard_AreFoundCountedAndTakenOff()
    {
        long[] ids = [Add("a"), Add("b"), Add("c")];
        var board = Boards.Add(_anna, "  Sea \t and sky ");
        Assert.Equal("Sea and sky", board.Name);
        Assert.Equal([ids[0], ids[2]], Boards.Put(_anna, board.Id, [ids[0], ids[2]]).Order());
        Assert.Empty(Boards.Put(_anna, board.Id, [ids[2]])); // it is there already
        Assert.Equal([ids[2], ids[0]], Boards.Ids(_anna, board.Id));
        Assert.Equal([board with { Count = 2 }], Boards.Of(_anna));

        Boards.Take(_anna, board.Id, [ids[0], ids[1]]);
        Assert.Equal([ids[2]], Boards.Ids(_anna, board.Id));
        Assert.Equal(3, Shelf.Ids(_anna, new()).Count);
    }

    [Fact]
    public void Bin_HidesAPictureFromItsBoardAndGivesItBack()
    {
        var id = Add("a");
        var board = Boards.Add(_anna, "one");
        Boards.Put(_anna, board.Id, [id]);
        Shelf.Bin(_anna, [id]);
        Assert.Equal((0, 0), (Boards.Ids(_anna, board.Id).Count, Boards.Of(_anna)[0].Count));
        Shelf.Restore(_anna, [id]);
        Assert.Equal([id], Boards.Ids(_anna, board.Id));
    }

    [Fact]
    public void Board_TakenAway_LeavesItsPicturesAndComesBackWithThem()
    {
        var id = Add("a");
        var board = Boards.Add(_anna, "one");
        Boards.Put(_anna, board.Id, [id]);
        var removed = Boards.Remove(_anna, board.Id);
        Assert.Empty(Boards.Of(_anna));
        Assert.Equal([id], Shelf.Ids(_anna, new()));
        Boards.Restore(_anna, removed);
        Assert.Equal([board with { Count = 1 }], Boards.Of(_anna));
        Boards.Remove(_anna, board.Id);
        Boards.Add(_anna, "ONE");
        Assert.Contains("Rename it first", Assert.Throws<BoardException>(() => Boards.Restore(_anna, removed)).Message);
    }

    [Fact]
    public void Names_EmptyTooLongOrTaken_AreRefusedInWords()
    {
        var board = Boards.Add(_anna, "one");
        var other = Boards.Add(_anna, "two");
        foreach (var name in new[] { "", "  ", new string('x', 61) })
            Assert.Contains("1 to 60", Assert.Throws<BoardException>(() => Boards.Add(_anna, name)).Message);
        Assert.Contains("called One", Assert.Throws<BoardException>(() => Boards.Add(_anna, "One")).Message);
        Assert.Contains("called two", Assert.Throws<BoardException>(() => Boards.Rename(_anna, board.Id, "two")).Message);
        Boards.Rename(_anna, other.Id, "Two"); // its own name in other letters
        Assert.Equal(["one", "Two"], Boards.Of(_anna).Select(one => one.Name));
        Boards.Add(_ben, "one"); // another's names are free
    }

    [Fact]
    public void Board_OfAnother_IsNotThere()
    {
        var (id, bens) = (Add("a"), Boards.Add(_ben, "private"));
        Boards.Put(_ben, bens.Id, [id]); // Anna's picture: nothing that Ben may see
        Assert.Empty(Boards.Ids(_ben, bens.Id));
        Assert.Empty(Boards.Put(_ben, bens.Id, [id]));
        Action[] tries =
        [
            () => Boards.Put(_anna, bens.Id, [id]), () => Boards.Take(_anna, bens.Id, [id]), () => Boards.Ids(_anna, bens.Id),
            () => Boards.Rename(_anna, bens.Id, "mine"), () => Boards.Remove(_anna, bens.Id), () => Boards.Ids(_anna, "no such"),
        ];
        Assert.All(tries, attempt => Assert.True(Assert.Throws<BoardException>(attempt).IsMissing));
        Assert.Empty(Shelf.Ids(_anna, new() { Filter = new() { Board = bens.Id } }));
        Assert.Empty(Boards.Of(_anna));
    }

    [Fact]
    public async Task Routes_DoAllOfIt()
    {
        Add("route");
        using var client = await shared.Studio.CreateClientAsync(_anna);
        client.DefaultRequestHeaders.Add("Origin", shared.Studio.BaseAddress.OriginalString.TrimEnd('/'));
        using var made = await client.PostAsJsonAsync("/api/gallery/boards", new { name = "sea" });
        var board = JsonNode.Parse(await made.Content.ReadAsStringAsync())!;
        var path = $"/api/gallery/boards/{board["id"]}";
        var put = await client.PostAsJsonAsync($"{path}/pictures", new { pictures = new[] { new { filename = $"route-{_anna.Id}.png" } } });
        Assert.Equal("""{"added":1}""", await put.Content.ReadAsStringAsync());
        var list = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)))!;
        Assert.Equal((1, $"route-{_anna.Id}.png"), ((int)list["total"]!, (string)list["items"]![0]!["filename"]!));
        var all = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/gallery/boards", UriKind.Relative)))!;
        Assert.Equal(("sea", 1), ((string)all["boards"]![0]!["name"]!, (int)all["boards"]![0]!["count"]!));

        foreach (var (body, status, words) in new (object, HttpStatusCode, string)[]
        {
            (new { }, HttpStatusCode.BadRequest, "Name 1 to 1000"),
            (new { pictures = new object?[] { null } }, HttpStatusCode.BadRequest, "filename"),
            (new { pictures = new[] { new { filename = "" } } }, HttpStatusCode.BadRequest, "filename"),
            (new { pictures = new[] { new { filename = "x", type = "elsewhere" } } }, HttpStatusCode.BadRequest, "output, input or temp"),
            (new { pictures = new[] { new { filename = "nowhere.png" } } }, HttpStatusCode.NotFound, "no picture nowhere.png"),
        })
        {
            using var refused = await client.PostAsJsonAsync($"{path}/pictures", body);
            Assert.Equal(status, refused.StatusCode);
            Assert.Contains(words, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var taken = await client.PostAsJsonAsync($"{path}/pictures/remove",
            new { pictures = new[] { new { filename = $"route-{_anna.Id}.png" } } });
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(0, Boards.Of(_anna)[0].Count);
        Assert.Equal(HttpStatusCode.OK, (await client.PatchAsJsonAsync(path, new { name = "lake" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PatchAsJsonAsync(path, new { })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync(new Uri(path, UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync(new Uri(path, UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    private long Add(string name)
    {
        var image = new StoredImage($"{name}-{_anna.Id}.png", "", ImageFolder.Output);
        var path = Path.Join(shared.Studio.StudioDir, "output", image.FileName);
        File.WriteAllBytes(path, [1]);
        shared.Studio.Get<GalleryIndex>().Add(new()
        {
            Image = image, Bytes = 1, Created = DateTimeOffset.UnixEpoch.AddSeconds(name[0]), Owners = [new(_anna.Id, null, null)],
        });
        return shared.Studio.Get<GalleryIndex>().Find(image)!.Id;
    }
}
