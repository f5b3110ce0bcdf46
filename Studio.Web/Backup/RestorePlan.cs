namespace Studio.Web.Backup;

public enum RestoreAct
{
    Added,
    Replaced,

    /// <summary>The same bytes are there already.</summary>
    Same,
}

/// <param name="Target">Below STUDIO_DIR, with forward slashes.</param>
internal sealed record RestoreFile(BackupPart Part, string Target, RestoreAct Act);

/// <summary>What a restoring would do; nothing is changed by finding out.</summary>
/// <param name="Kept">Files of the same folders that the backup does not have: they stay.</param>
/// <param name="IsElsewhere">The backup was made by another STUDIO_DIR, or by this one at another place.</param>
/// <param name="WithoutSecrets">Keys and passwords of the backup stay out.</param>
/// <param name="Notes">What somebody should know before.</param>
/// <param name="Refusal">Why it cannot be restored here, and what to do; null when it can.</param>
internal sealed record RestorePlan(
    BackupManifest Manifest, IReadOnlyList<RestoreFile> Files, int Kept, bool IsElsewhere, bool WithoutSecrets, IReadOnlyList<string> Notes,
    string? Refusal)
{
    public int Count(RestoreAct act) => Files.Count(file => file.Act == act);

    public long BytesToWrite => Files.Where(file => file.Act != RestoreAct.Same).Sum(file => file.Part.Bytes);
}
