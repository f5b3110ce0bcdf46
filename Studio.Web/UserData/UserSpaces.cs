using System.Text.Json;
using Studio.Web.Auth;

namespace Studio.Web.UserData;

/// <summary>The folder of one user, and whether the one who asks may change what is in it.</summary>
public sealed record UserSpace(string Folder, bool MayWrite)
{
    /// <exception cref="UnauthorizedAccessException">The one who asks may only look.</exception>
    internal void RequireWriter()
    {
        if (!MayWrite)
            throw new UnauthorizedAccessException(
                "Your role lets you look but not keep anything; ask an administrator for the role artist.");
    }
}

/// <summary>
/// Who has which folder. The built-in administrator has ComfyUI's own layout (user/default); everybody else has the same layout in a folder
/// of their own beside it, so that no name that ComfyUI's header can carry leads to another person's data.
/// </summary>
public sealed class UserSpaces(StudioOptions options)
{
    private const string DefaultUser = "default";
    private const string SystemPrefix = "__";
    private const int LongestName = 100;

    private readonly Lock _gate = new();

    public bool IsMultiUser => options.MultiUser;

    /// <param name="comfyUser">The comfy-user header; without meaning unless --multi-user is on.</param>
    /// <exception cref="UserDataException">UnknownUser: the header names nobody that was made with <see cref="AddUser"/>.</exception>
    public UserSpace Open(CurrentUser user, string? comfyUser)
    {
        var id = DefaultUser;
        if (IsMultiUser)
        {
            id = string.IsNullOrEmpty(comfyUser) ? DefaultUser : comfyUser;
            if (id.StartsWith(SystemPrefix, StringComparison.Ordinal) || !SafePath.IsName(id) || !Users(user).ContainsKey(id))
                throw new UserDataException(UserDataRefusal.UnknownUser, $"Unknown user: {id}");
        }

        return new(Path.Join(RootOf(user), id), user.MayRun);
    }

    /// <summary>Whether the one folder of single-user mode is there already.</summary>
    public bool HasDefault(CurrentUser user) => Directory.Exists(Path.Join(RootOf(user), DefaultUser));

    /// <summary>Id → name of the users made so far.</summary>
    public IReadOnlyDictionary<string, string> Users(CurrentUser user)
    {
        lock (_gate)
            return Read(user);
    }

    /// <summary>Makes a user and returns its id.</summary>
    /// <exception cref="UserDataException">BadRequest: no name, a name that is taken, or one that is not possible.</exception>
    public string AddUser(CurrentUser user, string? name)
    {
        if (!user.MayRun)
            throw new UnauthorizedAccessException("Your role lets you look but not make users.");
        var wanted = name?.Trim() ?? "";
        if (wanted.Length == 0)
            throw new UserDataException(UserDataRefusal.BadRequest, "username not provided");
        if (wanted.Length > LongestName || wanted.Any(char.IsControl))
            throw new UserDataException(UserDataRefusal.BadRequest,
                $"A username has at most {LongestName} characters and no control characters.");
        if (wanted.StartsWith(SystemPrefix, StringComparison.Ordinal))
            throw new UserDataException(UserDataRefusal.BadRequest,
                $"A username does not begin with {SystemPrefix}: those are the system's own.");
        lock (_gate)
        {
            var users = Read(user);
            if (users.ContainsValue(wanted) || (!IsMultiUser && wanted == DefaultUser))
                throw new UserDataException(UserDataRefusal.BadRequest, "Duplicate username.");
            var id = $"{PersonalFolder.Plain(wanted)}_{Guid.NewGuid():D}";
            users.Add(id, wanted);
            Directory.CreateDirectory(RootOf(user));
            AtomicFile.Replace(ListOf(user), JsonSerializer.SerializeToUtf8Bytes(users));
            return id;
        }
    }

    private Dictionary<string, string> Read(CurrentUser user)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(ListOf(user))) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string ListOf(CurrentUser user) => Path.Join(RootOf(user), "users.json");

    private string RootOf(CurrentUser user) => Path.Join(options.Paths.User, PersonalFolder.Of(user));
}
