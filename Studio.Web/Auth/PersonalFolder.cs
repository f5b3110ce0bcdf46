using System.Security.Cryptography;
using System.Text;

namespace Studio.Web.Auth;

/// <summary>
/// Where a user's own files lie below a folder that all share. The built-in administrator has the folder itself, laid out as ComfyUI lays
/// it out; everybody else has the same layout in a folder of their own, which no name that they can send leads out of.
/// </summary>
public static class PersonalFolder
{
    /// <summary>Below it everybody's own folder.</summary>
    public const string People = "__people";

    private const int LongestName = 100;

    /// <summary>"__people/ann_0123456789abcdef"; empty for the administrator.</summary>
    public static string Of(CurrentUser user) => user.Id == CurrentUser.Administrator.Id || user.Id == CurrentUser.Local.Id
        ? ""
        : $"{People}/{Plain(user.Id)}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.Id)))[..16]}"; // different for ids that a file system takes for the same

    /// <summary>Letters, digits, - and _; anything else, however long, is one -.</summary>
    public static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in name.Take(LongestName))
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                plain.Append(c);
            else if (plain.Length == 0 || plain[^1] != '-')
                plain.Append('-');
        }

        return plain.ToString();
    }
}
