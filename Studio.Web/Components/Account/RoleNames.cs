using Studio.Web.Auth;
using Studio.Web.Languages;

namespace Studio.Web.Components.Account;

/// <summary>What a role is called.</summary>
internal static class RoleNames
{
    public static string Of(Texts texts, string role) => role switch
    {
        Roles.Viewer => texts["viewer"],
        Roles.Artist => texts["artist"],
        Roles.Operator => texts["operator"],
        Roles.Admin => texts["admin"],
        _ => role,
    };

    /// <summary>All of somebody's, by the alphabet of what they are stored as.</summary>
    public static string Of(Texts texts, IEnumerable<string> roles) =>
        string.Join(", ", roles.Order(StringComparer.Ordinal).Select(role => Of(texts, role)));
}
