using Microsoft.Data.Sqlite;
using Studio.Engine;

namespace Studio.Web.Data;

/// <summary>
/// Why the database cannot be opened at the start, for the operator who reads it. Only a damaged file is one to move away.
/// </summary>
internal static class StartSentence
{
    // more than a page and the files beside the database ask for
    private const int ProbeBytes = 128 << 10;

    public static string Of(string file, SqliteException cause)
    {
        var problem = DatabaseFault.Of(cause).Problem;
        // SQLite says "disk I/O error" of a used-up quota, and "unable to open" of a folder without rights: the system says which
        if (problem is DatabaseProblem.Unusable or DatabaseProblem.ReadOnly && Probe(Path.GetDirectoryName(file)!) is { } exception)
            return Of(file, exception);
        return problem switch
        {
            DatabaseProblem.NoRoom => Of(file, StorageProblem.NoRoom),
            DatabaseProblem.ReadOnly =>
                $"The database {file} can only be read. Let the server's user write it, then start again. Nothing in it is lost.",
            DatabaseProblem.Busy =>
                $"The database {file} is held by another program, such as a backup or a database shell. Let that end, then start again.",
            DatabaseProblem.Damaged =>
                $"The database {file} cannot be opened: {cause.Message} Restore it from a backup, or move it away to start with an empty one.",
            DatabaseProblem.Unusable =>
                $"The database {file} cannot be opened: {cause.Message} Look at its disk, and whether the server's user may write the file and those beside it, "
                + "then start again. Leave the file where it is.",
            _ => $"The database {file} cannot be brought up to this version: {cause.Message} Start the version before, and keep the file: nothing was changed in it.",
        };
    }

    public static string Of(string file, Exception cause) => Of(file, StorageFault.Of(cause) ?? StorageProblem.Unknown);

    private static string Of(string file, StorageProblem problem) => problem switch
    {
        StorageProblem.NoRoom =>
            $"The database {file} cannot be written: the disk is full, or a quota is used up. Free space, then start again. Nothing in it is lost.",
        StorageProblem.Unknown =>
            $"The database {file} cannot be opened. Look at its disk and its folder, then start again. Leave the file where it is.",
        _ => $"The database {file} cannot be written: {StorageFault.Reason(problem)} Then start again. Nothing in it is lost.",
    };

    /// <summary>Writes and deletes a file in the folder; returns what stood in the way.</summary>
    private static Exception? Probe(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Join(folder, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write,
                FileShare.None, 1, FileOptions.DeleteOnClose);
            file.Write(new byte[ProbeBytes]);
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }
}
