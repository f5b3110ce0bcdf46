using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Backup;
using Studio.Web.Data;

namespace Studio.Tests.Backup;

/// <summary>A STUDIO_DIR with a little of everything, without a server.</summary>
internal sealed class BackupPlace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BackupPlace(bool isEmpty = false)
    {
        Root = Path.Join(_folder.Path, "studio");
        Archives = Path.Join(_folder.Path, "archives");
        Directory.CreateDirectory(Root);
        Options = new StudioOptions { StudioDir = Root };
        if (isEmpty)
            return;
        var db = new StudioDb(Options);
        db.Migrate(TimeProvider.System);
        using (var connection = db.Open())
        {
            connection.Execute("UPDATE users SET password = 'PBKDF2-marker'");
            connection.Execute("INSERT INTO api_keys (id, owner, name, hash, scopes, created_at) VALUES ('abcdefgh', 'admin', 'k', 'hash-marker', 'x', 1)");
        }

        db.Close();
        Write("studio.json", "{\n  // mine\n  \"Auth\": { \"Oidc\": { \"ClientSecret\": \"client-marker\", \"Name\": \"x\" } }\n}");
        Write(".api_key", "key-marker-0123456789");
        Write(".session_secret", "session-marker");
        Write(".keys/key-1.xml", "<key>ring-marker</key>");
        Write("workflows/mine.json", "{}");
        Write("wildcards/colour.txt", "red\nblue");
        Write("user/default/presets.json", "[1]");
        Write("output/a.png", "picture a");
        Write("output/deep/b.png", "picture b");
        Write("input/c.png", "picture c");
        Write("models/checkpoints/m.safetensors", "a model");
    }

    public string Root { get; }

    public string Archives { get; }

    public StudioOptions Options { get; }

    public FakeVolumes Volumes { get; } = new();

    public void Write(string name, string text)
    {
        var path = Path.Join(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public string Read(string name) => File.ReadAllText(Path.Join(Root, name));

    public BackupMade Make(BackupChoices? choices = null) =>
        new BackupMaker(Options, Volumes, TimeProvider.System).Make(Archives, choices ?? new(), null, CancellationToken.None);

    public RestorePlan Plan(ArchiveReader archive, bool withoutSecrets = false) =>
        new RestorePlanner(Options.Paths, _ => Options).Plan(archive, withoutSecrets);

    /// <summary>Restores an archive into this folder.</summary>
    public string? Restore(string archive, string? passphrase = null, bool withoutSecrets = false, Action<string>? at = null)
    {
        using var reader = ArchiveReader.Open(archive, passphrase);
        return Restorer(at).Restore(reader, Plan(reader, withoutSecrets), null, CancellationToken.None);
    }

    public Restorer Restorer(Action<string>? at = null) => new(Options, Volumes, TimeProvider.System, at);

    /// <summary>Every file that counts, by name, with its hash; what only the restoring itself leaves is not looked at.</summary>
    public SortedDictionary<string, string> Files() => new(
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path))
            .Where(name => !name.StartsWith("restore-safety-", StringComparison.Ordinal)
                && name is not (".home" or ".away" or ".lock" or ".lock-holder"))
            .ToDictionary(name => name, name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Join(Root, name))))),
                StringComparer.Ordinal);

    /// <summary>Rows of a table as text.</summary>
    public List<string> Rows(string table)
    {
        using var connection = new SqliteConnection($"Data Source={Options.Paths.Database};Pooling=False");
        return [.. connection.Query($"SELECT * FROM {table}").Select(row => string.Join('|', ((IDictionary<string, object>)row).Values))
            .Order()];
    }

    public bool Holds(string marker) => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Any(path => File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(marker)) >= 0);

    public void Dispose() => _folder.Dispose();
}
