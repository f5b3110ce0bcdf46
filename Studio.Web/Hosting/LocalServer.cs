using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Studio.Web.Hosting;

/// <summary>
/// The server that runs on this machine with these settings, for programs that ask it something: over loopback, and nowhere else.
/// </summary>
internal static class LocalServer
{
    /// <summary>A client of it. Dispose it.</summary>
    public static HttpClient CreateClient(StudioOptions options, TimeSpan patience)
    {
        var scheme = options.TlsCertfile is null ? "http" : "https";
        var handler = new SocketsHttpHandler();
        if (options.TlsCertfile is { } file)
        {
            // the certificate is made out to the public name, not to loopback: it must be the configured one itself
            using var own = X509CertificateLoader.LoadCertificateFromFile(file);
            var expected = own.GetCertHash(HashAlgorithmName.SHA256);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown?.GetCertHash(HashAlgorithmName.SHA256).AsSpan().SequenceEqual(expected) == true;
        }

        return new HttpClient(handler) { Timeout = patience, BaseAddress = new Uri($"{scheme}://{IPAddress.Loopback}:{options.Port}") };
    }
}
