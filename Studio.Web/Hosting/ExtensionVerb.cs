using System.Security.Cryptography;
using Studio.Web.Auth;
using Studio.Web.Extensions;
using Studio.Web.Extensions.Packages;

namespace Studio.Web.Hosting;

/// <summary><c>studio-server extension keys|pack</c>: for those who publish extensions.</summary>
internal static class ExtensionVerb
{
    private const string Usage = """
        usage: extension keys FILE               make a pair of keys: FILE is private, FILE.pub goes to those who trust you
               extension pack FOLDER OUT [FILE]  pack an extension, signed with the private key when FILE is given
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args switch
            {
                [_, "keys", var file] => await MakeKeysAsync(file),
                [_, "pack", var folder, var output] => await PackAsync(folder, output, null),
                [_, "pack", var folder, var output, var key] => await PackAsync(folder, output, key),
                _ => await FailAsync(2, Usage),
            };
        }
        catch (Exception e) when (e is ExtensionException or StartupException or IOException or UnauthorizedAccessException
            or CryptographicException or ArgumentException)
        {
            return await FailAsync(1, e.Message);
        }
    }

    private static async Task<int> MakeKeysAsync(string file)
    {
        if (File.Exists(file))
            return await FailAsync(1, $"{file} is there already; a lost key cannot be had again.");
        var (secret, shown) = PackageSigning.NewKeys();
        SecretFile.ReadOrCreate(file, () => System.Text.Encoding.ASCII.GetBytes(secret));
        await File.WriteAllTextAsync(file + ".pub", shown);
        await Console.Out.WriteLineAsync($"{file} signs; keep it to yourself.\n{file}.pub is for Extensions:PublicKey.");
        return 0;
    }

    private static async Task<int> PackAsync(string folder, string output, string? keyFile)
    {
        using var key = keyFile is null ? null : ECDsa.Create();
        key?.ImportFromPem(await File.ReadAllTextAsync(keyFile!));
        PackageContents contents;
        await using (var file = File.Create(output))
            contents = PackageSigning.Pack(folder, file, key);
        await using var packed = File.OpenRead(output);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(packed));
        await Console.Out.WriteLineAsync(
            $$"""{ "name": "{{contents.Name}}", "version": "{{contents.Version}}", "url": "{{Path.GetFileName(output)}}", "sha256": "{{hash}}" }""");
        return 0;
    }

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
