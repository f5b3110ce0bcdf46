using System.Diagnostics;

namespace Studio.E2E;

/// <summary>
/// A driver of Clients/ under node, in a process of its own. It tells each step in a line and ends with 0 when all went well.
/// </summary>
internal static class NodeClient
{
    /// <returns>What it wrote; its exit code.</returns>
    public static async Task<(string Output, int ExitCode)> RunAsync(string driver, StudioServer server, string? key)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder(),
        };
        start.ArgumentList.Add(driver);
        start.Environment["STUDIO_ADDRESS"] = server.Address.ToString().TrimEnd('/');
        start.Environment["STUDIO_KEY"] = key;
        using var node = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            var output = node.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = node.StandardError.ReadToEndAsync(limit.Token);
            await node.WaitForExitAsync(limit.Token);
            return (await output + await errors, node.ExitCode);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static string Folder()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var clients = Path.Combine(folder, "Studio.E2E", "Clients");
            if (Directory.Exists(Path.Combine(clients, "node_modules")))
                return clients;
        }

        throw new InvalidOperationException(
            "Studio.E2E/Clients/node_modules was not found. Run these tests with ./studio test, which fetches it.");
    }
}
