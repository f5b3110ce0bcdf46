using Studio.Engine;

namespace Studio.Web.Hosting;

/// <summary>"Did you mean …": the known name that differs least from a mistyped one.</summary>
internal static class NearName
{
    /// <returns>Null when nothing is within two letters, or a third of the name.</returns>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (candidate, distance: NearestNames.Distance(name, candidate)))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(2, name.Length / 3) && best.distance < name.Length - 1
            ? best.candidate
            : null;
    }
}
