using System.Text.Json;
using Studio.Engine;
using Studio.Web.Auth;

namespace Studio.Web.UserData;

/// <summary>Pictures that were asked for together, in rows and columns with labels.</summary>
/// <param name="Jobs">By z, then by y, then by x: as many as the three have labels together.</param>
public sealed record Sheet(
    string Name, string XName, IReadOnlyList<string> X, string YName, IReadOnlyList<string> Y, string ZName, IReadOnlyList<string> Z,
    IReadOnlyList<string> Jobs);

/// <summary>The sheets of a user, files in the folder "sheets".</summary>
public sealed class SheetFiles(UserSpaces spaces, UserFiles files)
{
    private const string Folder = "sheets";
    private const long MostBytes = 1 << 20;

    /// <summary>Keeps one; its id is what an address names it by.</summary>
    /// <exception cref="EngineException">Storage: the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public async Task<string> KeepAsync(CurrentUser user, Sheet sheet, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        using var bytes = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(sheet));
        await files.WriteAsync(spaces.Open(user, comfyUser: null), $"{Folder}/{id}.json", bytes, overwrite: false, cancellationToken);
        return id;
    }

    /// <summary>Null when there is none of this user.</summary>
    public Sheet? Find(CurrentUser user, string id)
    {
        if (!Guid.TryParseExact(id, "N", out _))
            return null;
        try
        {
            var path = files.Find(spaces.Open(user, comfyUser: null), $"{Folder}/{id}.json");
            var sheet = new FileInfo(path).Length > MostBytes ? null : JsonSerializer.Deserialize<Sheet>(File.ReadAllBytes(path));
            return sheet is { X.Count: > 0, Y.Count: > 0, Z.Count: > 0, Jobs: not null }
                && sheet.Jobs.Count == sheet.X.Count * sheet.Y.Count * sheet.Z.Count
                ? sheet : null;
        }
        catch (Exception e) when (e is UserDataException or JsonException or IOException)
        {
            return null;
        }
    }
}
