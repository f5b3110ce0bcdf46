namespace Studio.Web.Backup;

/// <summary>What goes into a backup besides database, settings, workflows, words, catalogues and what users keep.</summary>
/// <param name="Pictures">Everything in output and input.</param>
/// <param name="ModelsList">Which models there are, with hashes and sources; never the models.</param>
/// <param name="Secrets">Keys, password hashes, what signs sessions.</param>
public sealed record BackupChoices(bool Pictures = false, bool ModelsList = false, bool Secrets = true)
{
    /// <summary>Made by the schedule: retention looks after it.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>Encrypts the archive; null leaves it open.</summary>
    public string? Passphrase { get; init; }

    public const int ShortestPassphrase = 8;
}

/// <summary>How far it is.</summary>
/// <param name="Step">What is being done, in a few words.</param>
/// <param name="Total">Bytes in all, as far as it is known.</param>
public sealed record BackupProgress(string Step, long Bytes, long Total);

/// <summary>A backup that is there.</summary>
internal sealed record BackupMade(string Path, BackupManifest Manifest);
