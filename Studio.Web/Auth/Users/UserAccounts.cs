namespace Studio.Web.Auth.Users;

/// <summary>The rules of accounts.</summary>
internal sealed class UserAccounts
{
    public const int LongestName = 64;
}
