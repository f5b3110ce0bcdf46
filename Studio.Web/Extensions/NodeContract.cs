namespace Studio.Web.Extensions;

internal static class NodeContract
{
    public static Version Version { get; } = new(1, 0);

    public static bool Supports(Version compiledAgainst) => compiledAgainst.Major == Version.Major && compiledAgainst.Minor <= Version.Minor;
}
