using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Studio.E2E;

/// <summary>
/// The Models page from nothing to a model that runs: fetched from elsewhere, sent from this computer, deleted and put back.
/// </summary>
public sealed class ModelTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task EmptyServer_IsLedToAFirstModel_ByAddressAndByUpload()
    {
        var folder = Directory.CreateTempSubdirectory("studio-e2e-models-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "studio.json"), """{ "Outgoing": { "AllowedNetworks": [ "127.0.0.1/32" ] } }""");
        try
        {
            await using var server = await StudioServer.StartAsync(folder);
            var model = await File.ReadAllBytesAsync(DemoModel());
            using var elsewhere = new OneFile(model);
            var page = await browser.OpenAsync(server);
            await Browser.VisitAsync(page, "/studio/models");
            await Expect(page.GetByText("No models yet")).ToBeVisibleAsync();
            await page.GetByLabel("Address").FillAsync($"http://127.0.0.1:{elsewhere.Port}/first.safetensors");
            await page.Locator(".get-model").GetByRole(AriaRole.Button, new() { Name = "Get", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "first.safetensors", Exact = true })).ToBeVisibleAsync();

            // by its path: as bytes it would go through the driver as text, for a minute
            var second = Path.Combine(folder, "second.safetensors");
            await File.WriteAllBytesAsync(second, model);
            await page.GetByLabel("Model file to upload").SetInputFilesAsync(second);
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "second.safetensors", Exact = true })).ToBeVisibleAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "first.safetensors", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "first.safetensors", Exact = true })).ToHaveCountAsync(0);
            await page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "first.safetensors", Exact = true })).ToBeVisibleAsync();
            await page.GotoAsync("/");
            await Expect(page.Locator("#checkpoint")).ToHaveValueAsync("first.safetensors");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string DemoModel()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "STUDIO_DIR.sample", "models", "checkpoints", "studio-demo.safetensors");
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException("The demo model was not found above the tests.");
    }

    /// <summary>Gives one file to whoever asks.</summary>
    private sealed class OneFile : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public OneFile(byte[] bytes)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = ServeAsync(bytes);
        }

        public int Port { get; }

        public void Dispose() => _listener.Stop();

        private async Task ServeAsync(byte[] bytes)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await using var stream = client.GetStream();
                    using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                        // whatever it wants, there is one file
                    }

                    await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {bytes.Length}\r\n\r\n"));
                    await stream.WriteAsync(bytes);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // the test is over
            }
        }
    }
}
