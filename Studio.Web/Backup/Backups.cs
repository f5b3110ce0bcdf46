using System.Globalization;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Health;

namespace Studio.Web.Backup;

/// <summary>How it stands with backups.</summary>
/// <param name="Running">The one that is being made; null when none is.</param>
/// <param name="Problem">Why the last one failed; null when it did not.</param>
/// <param name="Away">Where the backup was made that this server was restored from, until it is at home; null at home.</param>
internal sealed record BackupsNow(
    IReadOnlyList<BackupFile> Files, BackupProgress? Running, string? Problem, AwayMark? Away, string Folder, bool IsEncrypted,
        bool HoldsSecrets);

/// <summary>
/// Backups of the running server: one at a time, for administrators, whichever door they come through. Restoring is not here: it wants the
/// server stopped.
/// </summary>
internal sealed class Backups(StudioOptions options, IVolumes volumes, Guard guard, Audit audit, IHostApplicationLifetime lifetime,
    TimeProvider time, ILogger<Backups> log)
{
    private readonly Lock _gate = new();
    private readonly BackupFolder _folder = new(options);
    private BackupProgress? _running;
    private string? _problem;

    /// <exception cref="AccountException">Not an administrator.</exception>
    public BackupsNow Look(Actor by)
    {
        Require(by, "look at backups");
        return new(_folder.List(), Volatile.Read(ref _running), Volatile.Read(ref _problem), AwayMark.Find(options.Paths), _folder.Path,
            options.Backup.PassphraseFile is not null, !options.Backup.WithoutSecrets);
    }

    /// <summary>Begins one; <see cref="Look"/> tells how it goes.</summary>
    /// <returns>Over when it is; never fails.</returns>
    /// <exception cref="AccountException">Not an administrator.</exception>
    /// <exception cref="BackupException">One is being made.</exception>
    public Task Begin(Actor by, bool pictures, bool modelsList)
    {
        Require(by, "make a backup");
        TakeTurn();
        return RunAsync(by.Entry, new(pictures, modelsList), lifetime.ApplicationStopping);
    }

    /// <summary>One of the schedule, and then the oldest go.</summary>
    /// <returns>Whether it was made.</returns>
    internal async Task<bool> MakeScheduledAsync(CancellationToken cancellationToken)
    {
        TakeTurn();
        var isMade = await RunAsync(AuditEntry.BySystem(""),
            new(options.Backup.Pictures, options.Backup.ModelsList) { IsScheduled = true }, cancellationToken);
        if (!isMade)
            return false;
        foreach (var name in _folder.Keep(options.Backup.Keep))
            audit.Record(AuditEntry.BySystem(AuditActions.BackupDeleted) with { Target = name, Detail = "older than those that Backup:Keep keeps" });
        return true;
    }

    /// <summary>The path of an archive that is to be sent to somebody.</summary>
    /// <exception cref="AccountException">Not an administrator.</exception>
    /// <exception cref="BackupException">There is none of that name.</exception>
    public string Take(Actor by, string name)
    {
        Require(by, "download a backup");
        var path = _folder.Find(name);
        audit.Record(by.Entry with { Action = AuditActions.BackupTaken, Target = name });
        return path;
    }

    /// <exception cref="AccountException">Not an administrator.</exception>
    /// <exception cref="BackupException">There is none of that name, or it cannot be deleted.</exception>
    public void Delete(Actor by, string name)
    {
        Require(by, "delete a backup");
        var path = _folder.Find(name);
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            audit.Record(by.Entry with { Action = AuditActions.BackupDeleted, Target = name, Result = AuditResult.Failed });
            throw new BackupException(BackupProblem.InTheWay, $"{name} cannot be deleted: {StorageFault.Words(e)}", e);
        }

        audit.Record(by.Entry with { Action = AuditActions.BackupDeleted, Target = name });
    }

    /// <summary>Says that this restored server may send and fetch by itself from now on.</summary>
    /// <exception cref="AccountException">Not an administrator.</exception>
    public void ConfirmHome(Actor by)
    {
        Require(by, "say that this is the server's home");
        if (AwayMark.Find(options.Paths) is not { } mark)
            return;
        File.Delete(options.Paths.Away);
        audit.Record(by.Entry with { Action = AuditActions.HomeConfirmed, Detail = $"restored from {mark.From.Machine}:{mark.From.Path}" });
    }

    internal BackupFile? NewestScheduled() => _folder.List().FirstOrDefault(file => file.IsScheduled);

    private void TakeTurn()
    {
        lock (_gate)
        {
            if (_running is not null)
                throw new BackupException(BackupProblem.InTheWay, "A backup is being made. Wait for its end.");
            _running = new("beginning", 0, 0);
        }
    }

    private async Task<bool> RunAsync(AuditEntry entry, BackupChoices choices, CancellationToken cancellationToken)
    {
        try
        {
            var made = await Task.Run(() => Make(choices, cancellationToken), CancellationToken.None);
            Volatile.Write(ref _problem, null);
            audit.Record(entry with { Action = AuditActions.BackupMade, Target = Path.GetFileName(made.Path),
                Detail = string.Create(CultureInfo.InvariantCulture, $"{made.Manifest.Parts.Count} files") });
            return true;
        }
        catch (OperationCanceledException)
        {
            Fail(entry, "The server was stopped while it was made.");
        }
        catch (BackupException e)
        {
            Fail(entry, e.Message);
        }
        catch (Exception e)
        {
            log.LogError(e, "A backup failed");
            Fail(entry, "The server made a mistake, which its log tells of.");
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }

        return false;
    }

    private BackupMade Make(BackupChoices choices, CancellationToken cancellationToken)
    {
        string? passphrase;
        try
        {
            passphrase = options.Paths.Resolve(options.Backup.PassphraseFile) is { } file ? SecretFile.ReadText(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(BackupProblem.Missing, $"Backup:PassphraseFile cannot be read: {StorageFault.Words(e)}", e);
        }

        return new BackupMaker(options, volumes, time).Make(_folder.Path,
            choices with { Secrets = !options.Backup.WithoutSecrets, Passphrase = passphrase }, new Telling(this), cancellationToken);
    }

    private void Fail(AuditEntry entry, string problem)
    {
        Volatile.Write(ref _problem, problem);
        audit.Record(entry with { Action = AuditActions.BackupMade, Result = AuditResult.Failed, Detail = problem });
    }

    private void Require(Actor by, string what) => guard.Require(by, Policies.AdministerRules, what);

    // not Progress<T>: that would tell out of order
    private sealed class Telling(Backups backups) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => Volatile.Write(ref backups._running, value);
    }
}
