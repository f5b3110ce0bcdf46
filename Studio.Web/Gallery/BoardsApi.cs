using Studio.Engine.Imaging;
using Studio.Web.Auth;

namespace Studio.Web.Gallery;

/// <summary>/api/gallery/boards: a user's own boards, and what lies on them.</summary>
internal static class BoardsApi
{
    // what one request may name
    private const int MostPictures = 1000;

    public static void MapBoards(this RouteGroupBuilder gallery)
    {
        var boards = gallery.MapGroup("/boards");
        boards.MapGet("", (CurrentUser user, PictureBoards boards) => Answer(() => new { boards = boards.Of(user).Select(ShapeOf) }))
            .WithSummary("The user's own boards, by name.");
        boards.MapPost("", (BoardName body, CurrentUser user, PictureBoards boards) =>
            Answer(() => ShapeOf(boards.Add(user, body.Name ?? "")))).WithSummary("Makes an empty board.");
        boards.MapPatch("/{id}", (string id, BoardName body, CurrentUser user, PictureBoards boards) => Answer(() =>
        {
            boards.Rename(user, id, body.Name ?? "");
            return new { status = "ok" };
        })).WithSummary("Gives a board another name.");
        boards.MapDelete("/{id}", (string id, CurrentUser user, PictureBoards boards) => Answer(() =>
        {
            boards.Remove(user, id);
            return new { status = "ok" };
        })).WithSummary("Takes the board away. Its pictures stay.");
        boards.MapGet("/{id}", List).WithSummary("The pictures of a board, the newest first.");
        boards.MapPost("/{id}/pictures", (string id, BoardPictures body, CurrentUser user, PictureBoards boards, PictureGallery gallery) =>
            Answer(() => new { added = boards.Put(user, id, Named(body, user, gallery)).Count }))
            .WithSummary("Puts pictures on a board; each is named as everywhere.");
        boards.MapPost("/{id}/pictures/remove", (string id, BoardPictures body, CurrentUser user, PictureBoards boards,
            PictureGallery gallery) => Answer(() =>
        {
            boards.Take(user, id, Named(body, user, gallery));
            return new { status = "ok" };
        })).WithSummary("Takes pictures off a board; they stay in the gallery.");
    }

    private static IResult List(string id, CurrentUser user, PictureBoards boards, PictureShelf shelf, int offset = 0, int limit = 50)
    {
        if (offset < 0 || limit is < 1 or > MostPictures)
            return TypedResults.BadRequest(new { detail = $"offset must not be negative, and limit must be 1 to {MostPictures}." });
        return Answer(() =>
        {
            var ids = boards.Ids(user, id);
            var page = shelf.Pictures(user, [.. ids.Skip(offset).Take(limit)]);
            return new { items = page.Select(shelved => GalleryApi.ShapeOf(shelved.Picture)), total = ids.Count, offset, limit };
        });
    }

    private static IReadOnlyList<long> Named(BoardPictures body, CurrentUser user, PictureGallery gallery)
    {
        if (body.Pictures is not { Count: > 0 and <= MostPictures } names)
            throw new BoardException($"Name 1 to {MostPictures} pictures.");
        return [.. names.Select(name =>
        {
            if (ImageNames.Folder(name?.Type ?? "output") is not { } folder || name?.Filename is not { Length: > 0 } file)
                throw new BoardException("A picture has a filename, and may have a subfolder and a type: output, input or temp.");
            return gallery.IdOf(user, new StoredImage(file, name.Subfolder ?? "", folder))
                ?? throw new BoardException($"There is no picture {file}.", isMissing: true);
        })];
    }

    private static IResult Answer(Func<object> act)
    {
        try
        {
            return TypedResults.Json(act());
        }
        catch (BoardException e)
        {
            return TypedResults.Json(new { detail = e.Message }, statusCode: e.IsMissing ? 404 : 400);
        }
    }

    private static object ShapeOf(Board board) => new { id = board.Id, name = board.Name, count = board.Count };

    internal sealed record BoardName(string? Name);

    internal sealed record PictureName(string? Filename, string? Subfolder, string? Type);

    internal sealed record BoardPictures(IReadOnlyList<PictureName?>? Pictures);
}
