using System.Text;
using Microsoft.Extensions.Configuration;
using Studio.Web.Backup;
using Studio.Web.Health;

namespace Studio.Web.Hosting;

/// <summary><c>studio-server restore ARCHIVE</c>: into a STUDIO_DIR on which no server runs.</summary>
internal sealed class RestoreVerb(string studioDir, TextWriter output, TextWriter errors)
{
    private const string Usage = """
        usage: restore ARCHIVE [--preview] [--without-secrets] [--passphrase-file FILE] [--studio-dir PATH]
               restore --undo SAFETY-COPY [--studio-dir PATH]
        An encrypted archive takes its passphrase from the file, from STUDIO_BACKUP_PASSPHRASE, or asks.
        """;

    /// <returns>0: done; 1: it cannot be, and nothing was changed; 2: not understood.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var asked = new VerbArguments(args[1..], ["--preview", "--without-secrets"], ["--undo", "--passphrase-file"]);
        if (asked.Errors.Count > 0 || asked.Words.Count != (asked.Has("--undo") ? 0 : 1))
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, asked.Errors.Append(Usage)));
            return 2;
        }

        var verb = new RestoreVerb(Settings.FindStudioDir(asked.Line), Console.Out, Console.Error);
        return await verb.RunAsync(asked);
    }

    public async Task<int> RunAsync(VerbArguments asked)
    {
        try
        {
            return asked.One("--undo") is { } safety ? await UndoAsync(safety) : await RestoreAsync(asked);
        }
        catch (Exception e) when (e is BackupException or StartupException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private async Task<int> RestoreAsync(VerbArguments asked)
    {
        using var archive = ArchiveReader.Open(asked.Words[0], PassphraseOf(asked));
        if (asked.Has("--preview"))
        {
            var preview = Planner().Plan(archive, asked.Has("--without-secrets"));
            await ShowAsync(preview);
            return preview.Refusal is null ? 0 : 1;
        }

        using var folder = await StudioFolder.OpenAsync(studioDir, TimeProvider.System, withSample: false);
        var plan = Planner().Plan(archive, asked.Has("--without-secrets"));
        await ShowAsync(plan);
        var restorer = new Restorer(Options(null), new Volumes(), TimeProvider.System);
        var safety = await Task.Run(() => restorer.Restore(archive, plan, null, CancellationToken.None));
        await output.WriteLineAsync($"Restored into {studioDir}.");
        if (safety is not null)
            await output.WriteLineAsync($"What was replaced is in {Path.Join(studioDir, safety)}. To go back: restore --undo {safety}");
        return 0;
    }

    private async Task<int> UndoAsync(string safety)
    {
        using var folder = await StudioFolder.OpenAsync(studioDir, TimeProvider.System, withSample: false);
        var made = new Restorer(Options(null), new Volumes(), TimeProvider.System).Undo(safety.TrimEnd('/'));
        await output.WriteLineAsync($"{studioDir} is as it was before.{(made is null ? "" : $" What was replaced now is in {made}.")}");
        return 0;
    }

    private async Task ShowAsync(RestorePlan plan)
    {
        var manifest = plan.Manifest;
        await output.WriteLineAsync($"Backup of {manifest.Created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by Studio {manifest.Studio}, schema {manifest.Schema}, "
            + $"{(manifest.Secrets ? "with" : "without")} keys and passwords, {(manifest.Pictures ? "with" : "without")} pictures.");
        await output.WriteLineAsync($"Into {studioDir}: {plan.Count(RestoreAct.Added)} files are added, {plan.Count(RestoreAct.Replaced)} replaced, "
            + $"{plan.Count(RestoreAct.Same)} are the same already, {plan.Kept} that it does not have are kept.");
        foreach (var file in plan.Files.Where(file => file.Act == RestoreAct.Replaced).Take(20))
            await output.WriteLineAsync($"  replaces {file.Target}");
        foreach (var note in plan.Notes)
            await output.WriteLineAsync($"  note: {note}");
        if (plan.Refusal is not null)
            await output.WriteLineAsync($"  cannot be restored here: {plan.Refusal}");
    }

    private static string? PassphraseOf(VerbArguments asked) => !File.Exists(asked.Words[0]) || !ArchiveReader.IsSealed(asked.Words[0])
        ? null
        : PassphraseSource.Find(asked.One("--passphrase-file")) ?? PassphraseSource.Ask("Passphrase of the backup: ");

    private RestorePlanner Planner() => new(Options(null).Paths, Options);

    /// <summary>As a start would read this studio.json; one that cannot be read counts as none, and the start will say so.</summary>
    private StudioOptions Options(string? text)
    {
        var layers = new List<OptionsLayer> { new("environment", new ConfigurationBuilder().AddEnvironmentVariables("Studio__").Build()) };
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text ?? "{}"));
            layers.Insert(0, new("studio.json", new ConfigurationBuilder().AddJsonStream(stream).Build()));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            // the folders are where they usually are
        }

        var (options, _) = OptionsReader.Read(layers);
        options.StudioDir = studioDir;
        return options;
    }
}
