using Studio.Web.Auth;

namespace Studio.Web.Gallery;

/// <summary>
/// Boards with their rules: they are a person's own, and only pictures lie on them that the person may see. Nothing of a picture changes by
/// it: it stays in the gallery when its board goes, and what is binned is not counted and comes back to its boards.
/// </summary>
public sealed class PictureBoards(BoardIndex index, PictureShelf shelf, TimeProvider time, MaintenanceGate? maintenance = null)
{
    /// <summary>Of one person.</summary>
    public const int Most = 500;

    private const int LongestName = 60;

    public IReadOnlyList<Board> Of(CurrentUser user) => index.Of(user.Id, user.SeesAll ? null : user.Id);

    /// <exception cref="BoardException">The name is empty, too long, or taken; or there are too many.</exception>
    public Board Add(CurrentUser user, string name)
    {
        CheckOpen();
        var (known, id) = (NameOf(name), Guid.NewGuid().ToString("D"));
        if (Of(user).Count >= Most)
            throw new BoardException($"There are {Most} boards, which is the most. Delete one first.");
        return index.Add(user.Id, id, known, time.GetUtcNow()) ? new(id, known, 0)
            : throw new BoardException($"There is a board called {known}. Choose another name.");
    }

    /// <exception cref="BoardException">As for <see cref="Add"/>; or there is no such board.</exception>
    public void Rename(CurrentUser user, string id, string name)
    {
        CheckOpen();
        var known = NameOf(name);
        Check(user, id);
        if (!index.Rename(user.Id, id, known))
            throw new BoardException($"There is a board called {known}. Choose another name.");
    }

    /// <summary>Takes the board away; its pictures stay.</summary>
    /// <returns>What <see cref="Restore"/> makes the same board of.</returns>
    /// <exception cref="BoardException">There is no such board.</exception>
    public RemovedBoard Remove(CurrentUser user, string id)
    {
        CheckOpen();
        var board = Of(user).FirstOrDefault(board => board.Id == id) ?? throw Missing();
        var removed = new RemovedBoard(board.Id, board.Name, index.PicturesOf(id));
        index.Remove(user.Id, id);
        return removed;
    }

    /// <exception cref="BoardException">A board of this name was made meanwhile.</exception>
    public void Restore(CurrentUser user, RemovedBoard board)
    {
        CheckOpen();
        if (!index.Add(user.Id, board.Id, board.Name, time.GetUtcNow()))
            throw new BoardException($"There is a board called {board.Name}. Rename it first.");
        index.Put(board.Id, shelf.Seen(user, board.Pictures));
    }

    /// <returns>Those that were not on it before.</returns>
    /// <exception cref="BoardException">There is no such board.</exception>
    public IReadOnlyList<long> Put(CurrentUser user, string id, IReadOnlyCollection<long> pictures)
    {
        CheckOpen();
        Check(user, id);
        IReadOnlyList<long> put = [.. shelf.Seen(user, pictures).Except(index.PicturesOf(id))];
        index.Put(id, put);
        return put;
    }

    /// <exception cref="BoardException">There is no such board.</exception>
    public void Take(CurrentUser user, string id, IReadOnlyCollection<long> pictures)
    {
        CheckOpen();
        Check(user, id);
        index.Take(id, pictures);
    }

    /// <summary>The pictures of a board, the newest first: numbers for <see cref="PictureShelf.Pictures"/>.</summary>
    /// <exception cref="BoardException">There is no such board.</exception>
    public IReadOnlyList<long> Ids(CurrentUser user, string id)
    {
        Check(user, id);
        return shelf.Ids(user, new() { Filter = new() { Board = id } });
    }

    private static string NameOf(string name)
    {
        var known = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return known.Length is > 0 and <= LongestName ? known
            : throw new BoardException($"The name of a board has 1 to {LongestName} characters.");
    }

    private static BoardException Missing() => new("There is no such board.", isMissing: true);

    private void Check(CurrentUser user, string id)
    {
        if (!index.Has(user.Id, id))
            throw Missing();
    }

    // an event of a page passes through no middleware
    private void CheckOpen()
    {
        if (maintenance is { IsClosed: true })
            throw new BoardException("The server is being updated. Try again in a few minutes.");
    }
}

/// <summary>A board that was taken away, with what lay on it.</summary>
public sealed record RemovedBoard(string Id, string Name, IReadOnlyList<long> Pictures);
