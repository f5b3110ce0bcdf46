namespace Studio.Web.Hosting;

/// <summary>
/// Asks a running server on this machine whether it is ready: exit code 0 or 1. For container health checks, which may have no curl.
/// </summary>
internal static class HealthCheck
{
    // containers give a check five seconds
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Task<int> RunAsync(string[] args) => RunAsync(args, Patience);

    internal static async Task<int> RunAsync(string[] args, TimeSpan patience)
    {
        var commandLine = CommandLine.Parse(args[1..], Environment.CurrentDirectory);
        if (commandLine.Errors.Count > 0)
            return await FailAsync(2, string.Join(Environment.NewLine, commandLine.Errors));
        var (options, _) = Settings.Read(Settings.FindStudioDir(commandLine), commandLine);
        using var client = LocalServer.CreateClient(options, patience);
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode
                ? 0
                : await FailAsync(1, $"The server answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return await FailAsync(1, $"No server answers on port {options.Port}: {e.Message}");
        }
    }

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
