namespace Studio.Web.Backup;

/// <summary>What stands in the way of a backup or of its restoring.</summary>
public enum BackupProblem
{
    /// <summary>A choice, name or option that cannot be.</summary>
    Wrong,

    /// <summary>There is no such archive or folder.</summary>
    Missing,

    /// <summary>It is encrypted and no passphrase was given.</summary>
    NeedsPassphrase,

    WrongPassphrase,

    /// <summary>Bytes are other than they were written, or missing.</summary>
    Damaged,

    /// <summary>It is made to do harm, or by no Studio: names that lead out, more than it says, parts that do not belong.</summary>
    Hostile,

    /// <summary>Made by a newer program.</summary>
    Newer,

    NoRoom,

    /// <summary>A backup is being made, a server runs, or a folder lies where a file belongs.</summary>
    InTheWay,
}

/// <summary>A backup cannot be made or restored; the message says why and what to do.</summary>
public sealed class BackupException(BackupProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public BackupProblem Problem { get; } = problem;
}
