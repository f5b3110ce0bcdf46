using Studio.Web.Backup;
using Studio.Web.Health;

namespace Studio.Web.Hosting;

/// <summary><c>studio-server backup --to FOLDER</c>: one archive of a STUDIO_DIR, whether its server runs or not.</summary>
internal static class BackupVerb
{
    private const string Pictures = "pictures";
    private const string ModelsList = "models-list";

    private const string Usage = """
        usage: backup --to FOLDER [--with pictures] [--with models-list] [--without-secrets]
                      [--passphrase-file FILE | --encrypt] [--studio-dir PATH]
        --encrypt asks for a passphrase; STUDIO_BACKUP_PASSPHRASE is taken when it is set.
        """;

    /// <returns>0: it is there; 1: it cannot be made; 2: not understood.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var asked = new VerbArguments(args[1..], ["--without-secrets", "--encrypt"], ["--to", "--with", "--passphrase-file"]);
        var with = asked.All("--with").SelectMany(value => value.Split(',')).ToList();
        if (asked.Errors.Count > 0 || asked.One("--to") is not { } to || asked.Words.Count > 0
            || with.Any(part => part is not (Pictures or ModelsList)))
            return await FailAsync(2, string.Join(Environment.NewLine, asked.Errors.Append(Usage)));
        try
        {
            var studioDir = Settings.FindStudioDir(asked.Line);
            if (!Directory.Exists(studioDir))
                return await FailAsync(1, $"There is no folder {studioDir}. Name STUDIO_DIR with --studio-dir.");
            var (options, _) = Settings.Read(studioDir, asked.Line);
            var passphrase = PassphraseSource.Find(asked.One("--passphrase-file"));
            if (passphrase is null && asked.Has("--encrypt") && (passphrase = AskTwice()) is null)
                return await FailAsync(1, "Two different passphrases, or nobody to ask. Name a file with --passphrase-file.");
            var choices = new BackupChoices(with.Contains(Pictures), with.Contains(ModelsList), !asked.Has("--without-secrets"))
                { Passphrase = passphrase };
            var made = await Task.Run(() => new BackupMaker(options, new Volumes(), TimeProvider.System)
                .Make(to, choices, null, CancellationToken.None));
            await TellAsync(made, passphrase is not null);
            return 0;
        }
        catch (Exception e) when (e is BackupException or StartupException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(1, e.Message);
        }
    }

    private static async Task TellAsync(BackupMade made, bool isEncrypted)
    {
        var manifest = made.Manifest;
        await Console.Out.WriteLineAsync(
            $"{made.Path}: {ByteSize.Text(new FileInfo(made.Path).Length)}, {manifest.Parts.Count} files, schema {manifest.Schema}"
            + $"{(isEncrypted ? ", encrypted" : "")}{(manifest.Secrets ? "" : ", without keys and passwords")}.");
        if (manifest.Secrets && !isEncrypted)
            await Console.Out.WriteLineAsync("It holds keys and password hashes in the clear: keep it as you keep those.");
        foreach (var skipped in manifest.Skipped)
            await Console.Error.WriteLineAsync($"left out: {skipped}");
    }

    private static string? AskTwice() =>
        PassphraseSource.Ask("Passphrase for the backup: ") is { } first && PassphraseSource.Ask("Once more: ") == first ? first : null;

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
