using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth;

namespace Studio.Web.Hosting;

/// <summary>
/// <c>studio-server get URL|hf:owner/repo/file|civitai:123</c>: lets the running server fetch a model, and tells how it goes. Whoever ends
/// it early ends only the telling.
/// </summary>
internal sealed class GetVerb(HttpClient server, TimeProvider time, TextWriter output, TextWriter errors)
{
    private const string Usage = "usage: get URL | hf:owner/repo/file[@revision] | civitai:VERSION   [--kind KIND] [--name NAME] [--port PORT] [--studio-dir PATH]";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(string[] args)
    {
        var (source, kind, name, others) = Read(args[1..]);
        var commandLine = CommandLine.Parse(others, Environment.CurrentDirectory);
        if (source is null || commandLine.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, commandLine.Errors.Append(Usage)));
            return 2;
        }

        var (options, _) = Settings.Read(Settings.FindStudioDir(commandLine), commandLine);
        using var client = LocalServer.CreateClient(options, Patience);
        if (KeyOf(options) is { } key)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return await new GetVerb(client, TimeProvider.System, Console.Out, Console.Error).RunAsync(source, kind, name);
    }

    /// <returns>0: the file is there; 1: no server, or it cannot be had; 2: not understood.</returns>
    public async Task<int> RunAsync(string source, string? kind, string? name)
    {
        try
        {
            using var asked = await server.PostAsJsonAsync("/api/models/downloads", new { url = source, kind, name });
            var answer = JsonNode.Parse(await asked.Content.ReadAsStringAsync())!;
            if (!asked.IsSuccessStatusCode)
                return await FailAsync(asked.StatusCode == HttpStatusCode.BadRequest ? 2 : 1,
                    (string?)answer["detail"] ?? $"The server answers {(int)asked.StatusCode}.");
            return await FollowAsync((string)answer["id"]!);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return await FailAsync(1, $"No server answers at {server.BaseAddress}. Start it with ./studio start, or say which it is: --port for one that was started with it, --studio-dir for another folder.");
        }
    }

    private async Task<int> FollowAsync(string id)
    {
        var told = "";
        while (true)
        {
            var now = JsonNode.Parse(await server.GetStringAsync($"/api/models/downloads/{id}"))!;
            var state = (string)now["state"]!;
            if (state == "done")
            {
                await output.WriteLineAsync($"{now["kind"]}/{now["name"]} is there ({now["bytes"]} bytes, SHA-256 {now["sha256"]}).");
                return 0;
            }

            if (state is "failed" or "cancelled")
                return await FailAsync(1, (string?)now["problem"] ?? "It was cancelled.");
            var line = Line(now, state);
            if (line != told)
                await output.WriteLineAsync(told = line);
            await Task.Delay(BetweenLooks, time);
        }
    }

    private static string Line(JsonNode now, string state)
    {
        if ((string?)now["problem"] is { } problem)
            return $"{state}: {problem}";
        var (bytes, total) = ((long)now["bytes"]!, (long?)now["total"]);
        return state != "running" || total is null or 0
            ? state
            : $"{now["title"]}: {100 * bytes / total} % of {ByteSize.Text(total.Value)}";
    }

    private static (string? Source, string? Kind, string? Name, string[] Others) Read(string[] args)
    {
        string? source = null, kind = null, name = null;
        var others = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--kind" && i + 1 < args.Length)
                kind = args[++i];
            else if (args[i] == "--name" && i + 1 < args.Length)
                name = args[++i];
            else if (source is null && !args[i].StartsWith("--", StringComparison.Ordinal) && others.Count == 0)
                source = args[i];
            else
                others.Add(args[i]);
        }

        return (source, kind, name, [.. others]);
    }

    private static string? KeyOf(StudioOptions options)
    {
        try
        {
            return options.Auth.KeySource switch
            {
                { File: { } file } => SecretFile.ReadText(file),
                { Value: { } value } => value.Trim(),
                _ => null,
            };
        }
        catch (IOException)
        {
            return null; // the server says that it wants one
        }
    }

    private async Task<int> FailAsync(int code, string message)
    {
        await errors.WriteLineAsync(message);
        return code;
    }
}
