using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Support;

/// <summary>Credentials of every kind, true and forged, for tests.</summary>
internal static class StudioAccess
{
    /// <summary>A managed key of this user, by the rules.</summary>
    public static async Task<string> CreateKeyAsync(this StudioApplication studio, CurrentUser owner, params string[] scopes) =>
        (await studio.CreateKeyAsync(owner, new KeyRequest("test", scopes.Length == 0 ? null : scopes))).Secret;

    public static async Task<(ApiKey Key, string Secret)> CreateKeyAsync(this StudioApplication studio, CurrentUser owner,
        KeyRequest request)
    {
        await studio.AddUserAsync(owner);
        return await studio.Get<ApiKeys>().CreateAsync(owner.Id, request, CancellationToken.None);
    }

    /// <summary>An account with a password, by the rules.</summary>
    public static async Task<CurrentUser> CreateUserAsync(this StudioApplication studio, string name, string password,
        string role = Roles.Artist) =>
        (await studio.Get<UserAccounts>().CreateAsync(name, role, password, null, Limits.None, CancellationToken.None)).ToCurrentUser();

    /// <summary>A client without a credential whose requests come from this address of the machine, e.g. 127.0.0.2.</summary>
    public static HttpClient CreateClientFrom(this StudioApplication studio, string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = studio.BaseAddress };

    public static byte[] JwtSecret(this StudioApplication studio) => File.ReadAllBytes(Path.Join(studio.StudioDir, ".jwt_secret"));

    /// <summary>The claims of a token.</summary>
    public static JsonObject ClaimsOf(string token) => (JsonObject)JsonNode.Parse(Decode(token.Split('.')[1]))!;

    public static JsonObject HeaderOf(string token) => (JsonObject)JsonNode.Parse(Decode(token.Split('.')[0]))!;

    /// <summary>A token of any header and claims, signed by HMAC-SHA256 with any secret; not signed when null.</summary>
    public static string Forge(JsonObject header, JsonObject claims, byte[]? secret)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return secret is null ? signed + "." : $"{signed}.{Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static string Decode(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));
}
