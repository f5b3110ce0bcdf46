using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Studio.E2E;

/// <summary>
/// A real nginx with docs/deploy/nginx.conf in front of a server, on free loopback ports, with a certificate made for the occasion.
/// </summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studio-nginx-");
    private Process? _process;

    private Nginx()
    {
    }

    /// <summary>Of the certificate.</summary>
    public const string Subject = "CN=studio.example.org";

    public Uri Plain { get; private set; } = new("http://127.0.0.1");

    public Uri Secure { get; private set; } = new("https://127.0.0.1");

    public static string? Program => new[] { "/usr/sbin/nginx", "/usr/bin/nginx" }.FirstOrDefault(File.Exists);

    public static async Task<Nginx> StartAsync(StudioServer server)
    {
        var nginx = new Nginx();
        try
        {
            await nginx.LaunchAsync(server);
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task LaunchAsync(StudioServer server)
    {
        var (plain, secure) = (StudioServer.FreePort(), StudioServer.FreePort());
        Plain = new Uri($"http://127.0.0.1:{plain}");
        Secure = new Uri($"https://127.0.0.1:{secure}");
        WriteCertificate();
        var site = await File.ReadAllTextAsync(Path.Join(AppContext.BaseDirectory, "nginx.conf"));
        site = site
            .Replace("listen 80;", $"listen 127.0.0.1:{plain};", StringComparison.Ordinal)
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{secure} ssl;", StringComparison.Ordinal)
            .Replace("/etc/ssl/studio", _folder.FullName, StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8188", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
        var configuration = Path.Join(_folder.FullName, "whole.conf");
        await File.WriteAllTextAsync(configuration, Around(site));
        _process = Process.Start(new ProcessStartInfo(Program!,
            ["-p", _folder.FullName, "-c", configuration]) { RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("nginx did not start.");
        await UntilListeningAsync(secure);
    }

    private string Around(string site) =>
        $$"""
        daemon off;
        master_process off;
        pid {{_folder.FullName}}/pid;
        error_log stderr warn;
        events {}
        http {
            access_log off;
            client_body_temp_path {{_folder.FullName}}/body;
            proxy_temp_path {{_folder.FullName}}/proxy;
            fastcgi_temp_path {{_folder.FullName}}/fastcgi;
            uwsgi_temp_path {{_folder.FullName}}/uwsgi;
            scgi_temp_path {{_folder.FullName}}/scgi;
        {{site}}
        }
        """;

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(Path.Join(_folder.FullName, "fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Join(_folder.FullName, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task UntilListeningAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"nginx ended: {await _process.StandardError.ReadToEndAsync(limit.Token)}");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }
}
