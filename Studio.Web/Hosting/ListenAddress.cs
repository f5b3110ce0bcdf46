using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Studio.Web.Hosting;

/// <summary>Turns --listen, --port and the TLS files into Kestrel's endpoints.</summary>
internal static class ListenAddress
{
    private const long LargestJson = 10 << 20;

    public static void Configure(KestrelServerOptions kestrel, StudioOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = OpenConnections.IdleStranger;
        // what takes files says so at its endpoint
        kestrel.Limits.MaxRequestBodySize = Math.Min(LargestJson, options.MaxUploadBytes);
        var (certificate, chain) = TlsCertificate.Load(options);
        var open = kestrel.ApplicationServices.GetRequiredService<OpenConnections>();
        void Endpoint(ListenOptions listen)
        {
            listen.Use(next => connection => open.ServeAsync(connection, next));
            if (certificate is not null)
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate, ServerCertificateChain = chain });
        }

        var addresses = options.ListenAddresses.Select(text => StudioOptions.ParseAddress(text)!).Distinct().ToList();
        // one dual-stack socket: on Linux [::] also takes IPv4, and a second socket for 0.0.0.0 would find the port in use
        if (addresses.Contains(IPAddress.IPv6Any))
            kestrel.ListenAnyIP(options.Port, Endpoint);
        else
            addresses.ForEach(address => kestrel.Listen(address, options.Port, Endpoint));
    }
}

/// <summary>The PEM pair of --tls-certfile and --tls-keyfile.</summary>
internal static class TlsCertificate
{
    public static (X509Certificate2? Certificate, X509Certificate2Collection? Chain) Load(StudioOptions options)
    {
        if (options.Paths.Resolve(options.TlsCertfile) is not { } certificateFile
            || options.Paths.Resolve(options.TlsKeyfile) is not { } keyFile)
            return (null, null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        using var pair = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        // Windows cannot serve with a key that exists in memory only; the round trip through PKCS #12 is harmless elsewhere
        return (X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null), chain);
    }

    public static string? Problem(StudioOptions options)
    {
        try
        {
            Load(options).Certificate?.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException
            or ArgumentException)
        {
            return e.Message;
        }
    }
}
