using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Tests.Support;

/// <summary>An RSA key of a provider, which signs whatever it is told to, right or wrong.</summary>
public sealed class TokenSigner(string keyId)
{
    private readonly RSA _rsa = RSA.Create(2048);

    public string KeyId { get; } = keyId;

    /// <summary>The public half as a JSON Web Key.</summary>
    public JsonObject PublicKey
    {
        get
        {
            var key = _rsa.ExportParameters(false);
            return new()
            {
                ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = KeyId,
                ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent),
            };
        }
    }

    /// <summary>The public half as text, as an attacker would use it for a shared secret.</summary>
    public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

    public string Sign(JsonObject claims, string algorithm = "RS256", string? keyId = null, Action<JsonObject>? header = null)
    {
        var head = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = keyId ?? KeyId };
        header?.Invoke(head);
        var signed = $"{Encode(head)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Signature(algorithm, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A good signature over a payload of any bytes.</summary>
    public string SignText(string payload)
    {
        var signed =
            $"{Encode(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId })}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(Signature("RS256", Encoding.ASCII.GetBytes(signed)))}";
    }

    private byte[] Signature(string algorithm, byte[] signed) => algorithm switch
    {
        "RS256" => _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS384" => _rsa.SignData(signed, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "PS256" => _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(PublicPem), signed),
        _ => [],
    };

    private static string Encode(JsonObject value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
