using System.Security.Cryptography;
using System.Text.Json;

namespace Studio.Web.Backup;

/// <summary>One file of an archive.</summary>
/// <param name="Name">As in the archive: what it is, then where it lies in that, with forward slashes.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Modified">When the file was last written, unix milliseconds.</param>
internal sealed record BackupPart(string Name, long Bytes, string Sha256, long Modified);

/// <summary>Where an archive was made: to tell a restoring at home from one elsewhere.</summary>
/// <param name="Id">Of the STUDIO_DIR, by chance.</param>
internal sealed record Home(string Id, string Machine, string Path);

/// <summary>What <c>manifest.json</c> of an archive says; its own SHA-256 lies beside it.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const string SumName = "manifest.json.sha256";
    public const string Kind = "studio-backup";

    /// <summary>Of the format; another number is another format.</summary>
    public const int Current = 1;

    public const int MostBytes = 256 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = 16,
    };

    public required string Format { get; init; }

    public required int Version { get; init; }

    /// <summary>The program's version.</summary>
    public required string Studio { get; init; }

    /// <summary>The last migration of the database.</summary>
    public required int Schema { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required Home Home { get; init; }

    /// <summary>Keys, password hashes and the secrets that sign sessions are in it.</summary>
    public required bool Secrets { get; init; }

    public required bool Pictures { get; init; }

    public required bool ModelsList { get; init; }

    public required IReadOnlyList<BackupPart> Parts { get; init; }

    /// <summary>Files that are not in it, each with the reason.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    public long Bytes => Parts.Sum(part => part.Bytes);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static string SumOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads it, and believes nothing that cannot be.</summary>
    /// <exception cref="BackupException">No manifest, of a newer format, or with names and numbers that cannot be.</exception>
    public static BackupManifest Read(byte[] bytes)
    {
        BackupManifest? manifest;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("format", out var format)
                || format.ValueKind != JsonValueKind.String || format.GetString() != Kind)
                throw NotOurs("its manifest is of something else");
            if (document.RootElement.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number > Current)
                throw new BackupException(BackupProblem.Newer,
                    $"The archive has format {number}; this program reads {Current}. Install a newer Studio and restore with that.");
            manifest = document.Deserialize<BackupManifest>(Json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw NotOurs("its manifest cannot be read", e);
        }

        return manifest is { Version: Current, Parts: not null, Home: { Id: not null, Machine: not null, Path: not null },
            Skipped: not null }
            && manifest.Parts.All(IsPossible)
                ? manifest
                : throw NotOurs("its manifest has what cannot be");
    }

    internal static BackupException NotOurs(string why, Exception? cause = null) =>
        new(BackupProblem.Hostile, $"This is no backup that Studio made: {why}. Nothing was changed.", cause);

    private static bool IsPossible(BackupPart? part) => part is { Name.Length: > 0 and < 4096, Bytes: >= 0, Sha256.Length: 64,
        Modified: >= 0 }
        && part.Modified < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() && part.Sha256.All(char.IsAsciiHexDigitLower);
}
