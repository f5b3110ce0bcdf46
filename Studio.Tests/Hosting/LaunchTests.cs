using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Studio.Tests.Support;
using Studio.Web.Hosting;

namespace Studio.Tests.Hosting;

/// <summary>The program as a process: its exit codes, what it prints, how it stops.</summary>
public sealed class LaunchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task UnknownFlag_IsExitCode2()
    {
        using var server = Start("--prot", "1");
        await server.WaitForExitAsync();
        Assert.Equal(2, server.ExitCode);
        Assert.Contains("Did you mean --port?", await server.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSettings_AreExitCode1WithAllOfThem()
    {
        using var server = Start("--port", "70000", "--preview-method", "x");
        await server.WaitForExitAsync();
        Assert.Equal(1, server.ExitCode);
        var text = await server.StandardError.ReadToEndAsync();
        Assert.Contains("2 things are wrong", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ThenSecondServer_ThenTerminate_EachAsItShould()
    {
        using var server = Start("--port", "0", "--listen", "127.0.0.1", "--api-key", "0123456789abcdef");
        var address = await AddressAsync(server);
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        Assert.Contains("\"ok\"", await client.GetStringAsync(new Uri("/api/health", UriKind.Relative)), StringComparison.Ordinal);

        using var second = Start("--port", "0");
        await second.WaitForExitAsync();
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"process {server.Id} on", await second.StandardError.ReadToEndAsync(), StringComparison.Ordinal);

        using var kill = Process.Start("kill", $"-TERM {server.Id}");
        await server.WaitForExitAsync();
        Assert.Equal(0, server.ExitCode);
        Assert.DoesNotContain("0123456789abcdef", await server.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_IsANewServerInTheSameProcess()
    {
        using var server = Start("--port", "0", "--listen", "127.0.0.1");
        var environment = await RestartAsync(server);
        using var client = new HttpClient { BaseAddress = new Uri(await AddressAsync(server)) };

        Assert.Contains("\"ok\"", await client.GetStringAsync(new Uri("/api/health", UriKind.Relative)), StringComparison.Ordinal);
        Assert.False(server.HasExited);
        Assert.Equal(environment, await EnvironmentAsync(server));

        using var kill = Process.Start("kill", $"-TERM {server.Id}");
        await server.WaitForExitAsync();
        Assert.Equal(0, server.ExitCode);
    }

    private static async Task<IReadOnlyList<string>> RestartAsync(Process server)
    {
        using var client = new HttpClient { BaseAddress = new Uri(await AddressAsync(server)) };
        var environment = await EnvironmentAsync(server);
        using var answer = await client.PostAsync(new Uri("/api/admin/extensions/restart", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return environment;
    }

    private static async Task<IReadOnlyList<string>> EnvironmentAsync(Process process) =>
        [.. (await File.ReadAllTextAsync($"/proc/{process.Id}/environ")).Split('\0').Order(StringComparer.Ordinal)];

    [Fact]
    public async Task ListFeatureFlags_PrintsThemAndStops()
    {
        using var server = Start("--list-feature-flags", "--feature-flag", "a=1.5", "--feature-flag", "b", "c=x");
        var text = await server.StandardOutput.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(0, server.ExitCode);
        var flags = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        Assert.Equal((1.5, true, "x", true),
            ((double)flags["a"]!, (bool)flags["b"]!, (string?)flags["c"], (bool)flags["supports_preview_metadata"]!));
    }

    [Fact]
    public async Task QuickTest_LoadsEverythingAndStops()
    {
        using var server = Start("--quick-test-for-ci", "--port", "0", "--verbose", "INFO", Path.Join(_folder.Path, "log.txt"));
        var text = await server.StandardOutput.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(0, server.ExitCode);
        Assert.Matches("Everything is loaded: [0-9]{2,} nodes", text);
        Assert.True(File.Exists(Path.Join(_folder.Path, "log.txt")));
    }

    [Fact]
    public async Task DontPrintServer_ShowsNoBannerAndSaysWhatHasNoEffect()
    {
        using var server = Start("--dont-print-server", "--port", "0", "--fast", "--disable-api-nodes");
        var rest = "";
        while (!rest.Contains("without effect", StringComparison.Ordinal) && await server.StandardOutput.ReadLineAsync() is { } line)
            rest += line;
        using var kill = Process.Start("kill", $"-TERM {server.Id}");
        rest += await server.StandardOutput.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Contains("without effect here: --fast, --disable-api-nodes (there are none", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("Ctrl+C stops", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("assets=true", "which the server says itself")]
    [InlineData("=1", "has no name")]
    public async Task FeatureFlag_ThatCannotBe_IsExitCode1(string flag, string words)
    {
        using var server = Start("--feature-flag", flag);
        await server.WaitForExitAsync();

        Assert.Equal(1, server.ExitCode);
        Assert.Contains(words, await server.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortInUse_IsExitCode1WithWords()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var server = Start("--port", $"{studio.BaseAddress.Port}");
        await server.WaitForExitAsync();
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("Choose another --port", await server.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", await server.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_PemPair_ServesHttps()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=studio.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (certificateFile, keyFile) = (Path.Join(_folder.Path, "c.pem"), Path.Join(_folder.Path, "k.pem"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());

        await using var studio =
            await StudioApplication.StartAsync(options => (options.TlsCertfile, options.TlsKeyfile) = (certificateFile, keyFile));

        Assert.Equal("https", studio.BaseAddress.Scheme);
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions
            { RemoteCertificateValidationCallback = (_, peer, _, _) => peer?.Subject == "CN=studio.test" } };
        using var client = new HttpClient(handler) { BaseAddress = studio.BaseAddress };
        using var response = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode);
        Assert.True(response.Headers.Contains("Strict-Transport-Security"));
    }

    private static async Task<string> AddressAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("http://", StringComparison.Ordinal))
                return line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim();
        }

        throw new InvalidOperationException($"The server did not start: {await server.StandardError.ReadToEndAsync()}");
    }

    private Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(Launch).Assembly.Location);
        start.ArgumentList.Add("--studio-dir");
        start.ArgumentList.Add(Path.Join(_folder.Path, "dir"));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }
}
