namespace Studio.Web.Hosting;

/// <summary>What the program does besides serving: the first word of the command line, when it is no flag.</summary>
internal static class Verbs
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> ByName = new(StringComparer.Ordinal)
    {
        ["doctor"] = DoctorVerb.RunAsync,
        ["health"] = HealthCheck.RunAsync,
        ["extension"] = ExtensionVerb.RunAsync,
        ["get"] = GetVerb.RunAsync,
        ["backup"] = BackupVerb.RunAsync,
        ["restore"] = RestoreVerb.RunAsync,
        ["home"] = HomeVerb.RunAsync,
        ["maintenance"] = MaintenanceVerb.RunAsync,
    };

    public static Func<string[], Task<int>>? Find(string[] args) => args is [var name, ..] ? ByName.GetValueOrDefault(name) : null;
}
