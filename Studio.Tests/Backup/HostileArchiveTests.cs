using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Web.Backup;

namespace Studio.Tests.Backup;

/// <summary>Archives that nobody's Studio made, and those that lost a byte on the way.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly BackupPlace _from = new();
    private readonly BackupPlace _to = new(isEmpty: true);

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("user/../../outside.txt")]
    [InlineData("/etc/outside.txt")]
    [InlineData("user\\..\\..\\outside.txt")]
    [InlineData("extensions/evil/evil.dll")]
    [InlineData("models/checkpoints/evil.ckpt")]
    [InlineData("settings/files/evil.yaml")]
    [InlineData("settings/files/extensions/evil.dll")]
    [InlineData("secrets/.lock")]
    [InlineData("secrets/.keys/../studio.db")]
    [InlineData(".restoring/journal.json")]
    [InlineData("database/studio.db-wal")]
    [InlineData("user/CON")]
    public void Part_WhoseNameLeadsSomewhere_IsRefused(string name) =>
        Refused(Rewrite(manifest => Add(manifest, name, "evil"), (name, "evil"u8.ToArray())), BackupProblem.Hostile);

    [Fact]
    public void Part_ThatTheManifestDoesNotName_IsRefused() =>
        Refused(Rewrite(_ => { }, ("user/extra", "x"u8.ToArray())), BackupProblem.Hostile);

    [Fact]
    public void Part_Twice_IsRefused() => Refused(
        Rewrite(manifest => Add(manifest, "USER/default/presets.json", "x"), ("USER/default/presets.json", "x"u8.ToArray())),
            BackupProblem.Hostile);

    [Fact]
    public void Part_ThatUnpacksToMoreThanItSays_IsEndedThere() =>
        Refused(Rewrite(manifest => Add(manifest, "user/bomb", "x", bytes: 10), ("user/bomb", new byte[50 << 20])), BackupProblem.Hostile);

    [Fact]
    public void Archive_ThatWouldFillTheDisk_IsRefusedBeforeItIsUnpacked() =>
        Refused(Rewrite(manifest => Add(manifest, "user/bomb", "x", bytes: 1L << 50), ("user/bomb", new byte[50 << 20])),
            BackupProblem.Hostile);

    [Fact]
    public void Manifest_WithNumbersThatOverflow_IsRefused() => Refused(Rewrite(manifest =>
    {
        Add(manifest, "user/one", "x", bytes: long.MaxValue);
        Add(manifest, "user/two", "x", bytes: long.MaxValue);
    }, ("user/one", "x"u8.ToArray()), ("user/two", "x"u8.ToArray())), BackupProblem.Hostile);

    [Theory]
    [InlineData("format", "\"zip\"", BackupProblem.Hostile)]
    [InlineData("version", "2", BackupProblem.Newer)]
    [InlineData("version", "-1", BackupProblem.Hostile)]
    [InlineData("parts", "null", BackupProblem.Hostile)]
    [InlineData("parts", "[null]", BackupProblem.Hostile)]
    [InlineData("parts", "{}", BackupProblem.Hostile)]
    [InlineData("home", "null", BackupProblem.Hostile)]
    [InlineData("created", "\"yesterday\"", BackupProblem.Hostile)]
    public void Manifest_WithWhatCannotBe_IsRefused(string name, string json, BackupProblem expected) =>
        Refused(Rewrite(manifest => manifest[name] = JsonNode.Parse(json)), expected);

    [Fact]
    public void Schema_NewerThanTheProgram_IsRefusedWithWhatToDo()
    {
        var path = Rewrite(manifest => manifest["schema"] = 9999);
        using var archive = ArchiveReader.Open(path, null);
        var refusal = _to.Plan(archive).Refusal;
        Assert.Contains("Install Studio", refusal, StringComparison.Ordinal);
        Assert.Contains("9999", refusal, StringComparison.Ordinal);
        Assert.Throws<BackupException>(() => _to.Restore(path));
    }

    [Fact]
    public void Database_ThatIsNone_IsRefusedAndNothingChanges() => Refused(Rewrite(manifest =>
    {
        manifest["parts"]!.AsArray().Remove(PartOf(manifest, BackupParts.Database));
        Add(manifest, BackupParts.Database, "no database");
    }, (BackupParts.Database, "no database"u8.ToArray())), BackupProblem.Damaged);

    [Fact]
    public void Byte_DamagedInAnyPart_IsSeenAndNothingChanges()
    {
        _from.Write("user/default/long.txt", new string('x', 10) + "needle" + new string('y', 10));
        var bytes = File.ReadAllBytes(_from.Make(new(Pictures: true)).Path);
        var at = bytes.AsSpan().IndexOf("picture a"u8);
        Assert.True(at > 0); // pictures lie as they are
        bytes[at] ^= 1;
        var path = Path.Join(_from.Archives, "studio-damaged.zip");
        File.WriteAllBytes(path, bytes);
        Refused(path, BackupProblem.Damaged);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Refused(path, BackupProblem.Damaged);
    }

    [Fact]
    public void Sealed_WrongPassphraseAndDamage_AreTwoErrors()
    {
        var path = _from.Make(new() { Passphrase = "correct horse" }).Path;
        Assert.Equal(BackupProblem.NeedsPassphrase, Assert.Throws<BackupException>(() => _to.Restore(path)).Problem);
        Assert.Equal(BackupProblem.WrongPassphrase, Assert.Throws<BackupException>(() => _to.Restore(path, "wrong horse")).Problem);
        var bytes = File.ReadAllBytes(path);
        bytes[SealedHeader.Length + 100] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(BackupProblem.Damaged, Assert.Throws<BackupException>(() => _to.Restore(path, "correct horse")).Problem);
        Assert.Empty(_to.Files());
    }

    [Fact]
    public void Folder_ThatIsALinkOut_IsNotWrittenThrough()
    {
        var path = _from.Make().Path;
        using var elsewhere = new BackupPlace(isEmpty: true);
        Directory.CreateSymbolicLink(Path.Join(_to.Root, "user"), elsewhere.Root);
        Assert.Throws<BackupException>(() => _to.Restore(path));
        Assert.Empty(elsewhere.Files());
    }

    private void Refused(string path, BackupProblem expected)
    {
        var before = _to.Files();
        var e = Assert.Throws<BackupException>(() => _to.Restore(path));
        Assert.Equal(expected, e.Problem);
        Assert.Equal(before, _to.Files());
        Assert.False(Directory.Exists(_to.Options.Paths.Restoring));
        Assert.False(File.Exists(Path.Join(Path.GetDirectoryName(_to.Root), "outside.txt")));
    }

    /// <summary>A true archive with another manifest (its sum put right) and other or more entries.</summary>
    private string Rewrite(Action<JsonObject> change, params (string Name, byte[] Bytes)[] entries)
    {
        var path = _from.Make().Path;
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        JsonObject manifest;
        using (var content = zip.GetEntry(BackupManifest.FileName)!.Open())
            manifest = JsonNode.Parse(content)!.AsObject();
        change(manifest);
        var text = manifest.ToJsonString();
        Put(zip, BackupManifest.FileName, Encoding.UTF8.GetBytes(text));
        Put(zip, BackupManifest.SumName, Encoding.ASCII.GetBytes(BackupManifest.SumOf(Encoding.UTF8.GetBytes(text))));
        foreach (var (name, bytes) in entries)
            Put(zip, name, bytes);
        return path;
    }

    private static void Put(ZipArchive zip, string name, byte[] bytes)
    {
        zip.GetEntry(name)?.Delete();
        using var content = zip.CreateEntry(name).Open();
        content.Write(bytes);
    }

    private static JsonNode PartOf(JsonObject manifest, string name) =>
        manifest["parts"]!.AsArray().Single(part => (string?)part!["name"] == name)!;

    private static void Add(JsonObject manifest, string name, string text, long? bytes = null) => manifest["parts"]!.AsArray()
        .Add(new JsonObject
    {
        ["name"] = name, ["bytes"] = bytes ?? text.Length, ["modified"] = 0,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
    });
}
