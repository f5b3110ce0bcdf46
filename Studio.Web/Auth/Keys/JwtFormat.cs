using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth.External;

namespace Studio.Web.Auth.Keys;

/// <summary>
/// JSON Web Tokens (RFC 7519) that this server signs itself: HS256 and nothing else. The algorithm is ours to know, never the token's to
/// say: a header with any other one is refused before a key is touched.
/// </summary>
internal sealed class JwtFormat(byte[] secret)
{
    private const int Longest = 4096;

    /// <summary>Names the secret without giving it away.</summary>
    private readonly string _keyId = Convert.ToHexStringLower(SHA256.HashData([.. "studio jwt:"u8, .. secret]))[..16];

    public static bool LooksLikeOne(string text) => text.Count(c => c == '.') == 2;

    public string Write(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = _keyId };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(signed))}";
    }

    /// <summary>The claims of a token with a good signature; null and a reason for any other. Times are not looked at.</summary>
    public (JsonObject? Claims, string Reason) Read(string token)
    {
        var parts = token.Length > Longest ? [] : token.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header)
            return (null, "a token that cannot be read");
        if (Text(header["alg"]) != "HS256")
            return (null, "a token with another algorithm than HS256");
        if (header.ContainsKey("crit") || (header.ContainsKey("kid") && Text(header["kid"]) != _keyId))
            return (null, "a token signed with another key");
        var given = new byte[SHA256.HashSizeInBytes];
        if (!TryDecode(parts[2], given, out var length) || length != given.Length
            || !CryptographicOperations.FixedTimeEquals(given, Sign($"{parts[0]}.{parts[1]}")))
            return (null, "a token with a wrong signature");
        return Decode(parts[1]) is { } claims ? (claims, "") : (null, "a token that cannot be read");
    }

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private byte[] Sign(string text) => HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text));

    private static string Encode(JsonObject value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private static JsonObject? Decode(string part)
    {
        try
        {
            return StrictJson.Object(Base64Url.DecodeFromChars(part));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null; // no base64, no JSON, or a name twice
        }
    }

    private static bool TryDecode(string part, Span<byte> bytes, out int length)
    {
        length = 0;
        return Base64Url.GetMaxDecodedLength(part.Length) <= bytes.Length + 2 && Base64Url.IsValid(part)
            && Base64Url.TryDecodeFromChars(part, bytes, out length);
    }
}

/// <summary>The 64 bytes that sign tokens. Deleting the file ends every token at the next start.</summary>
internal static class JwtSecret
{
    private const int Length = 64;

    public static byte[] Read(string path)
    {
        var secret = SecretFile.ReadOrCreate(path, () => RandomNumberGenerator.GetBytes(Length));
        return secret.Length >= Length
            ? secret
            : throw new StartupException(
                $"{path} holds {secret.Length} bytes instead of {Length}. Delete it: a new one is made, and tokens made so far end.");
    }
}
