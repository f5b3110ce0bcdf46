using Studio.Web.Auth;

namespace Studio.Web;

/// <summary>Backups that the server makes: by its schedule, and when an administrator asks for one.</summary>
public sealed partial class StudioOptions
{
    public BackupOptions Backup { get; set; } = new();

    public sealed class BackupOptions
    {
        /// <summary>Where archives go; a folder of this server's alone, since <see cref="Keep"/> deletes in it.</summary>
        public string Folder { get; set; } = "backups";

        /// <summary>Hours between two backups by the schedule; 0 for none.</summary>
        public int EveryHours { get; set; }

        /// <summary>How many of the schedule's are kept; older ones are deleted when a new one is there.</summary>
        public int Keep { get; set; } = 7;

        /// <summary>The schedule's hold the pictures in output and input.</summary>
        public bool Pictures { get; set; }

        /// <summary>The schedule's hold a list of the models, with hashes and sources.</summary>
        public bool ModelsList { get; set; } = true;

        /// <summary>No backup of this server holds keys, password hashes and what signs sessions.</summary>
        public bool WithoutSecrets { get; set; }

        /// <summary>A file with the passphrase that this server's backups are encrypted with; null leaves them open.</summary>
        public string? PassphraseFile { get; set; }

        internal const int ShortestPassphrase = 8;

        internal IEnumerable<(string Key, string Sentence)> Problems(StudioPaths paths)
        {
            if (EveryHours is < 0 or > 8760)
                yield return ("Backup:EveryHours", $"Backup:EveryHours is {EveryHours}; it must be 1 to 8760, or 0 for no schedule.");
            if (Keep is < 1 or > 1000)
                yield return ("Backup:Keep", $"Backup:Keep is {Keep}; it must be 1 to 1000.");
            if (paths.Resolve(Folder) is not { } folder)
                yield return ("Backup:Folder", "Backup:Folder is empty; it must name a folder.");
            else if (EveryHours > 0 && WriteProbe.Try(folder) is { } problem)
                yield return ("Backup:Folder", $"Backup:Folder {folder} cannot be written: {problem}");
            if (paths.Resolve(PassphraseFile) is { } file && WhyNotPassphrase(file) is { } why)
                yield return ("Backup:PassphraseFile", $"Backup:PassphraseFile {file} {why}");
        }

        private static string? WhyNotPassphrase(string file)
        {
            try
            {
                return SecretFile.ReadText(file).Length < ShortestPassphrase ? $"holds fewer than {ShortestPassphrase} characters." : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"cannot be read: {e.Message}";
            }
        }
    }
}
