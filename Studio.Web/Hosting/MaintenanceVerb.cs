using System.Text.Json;
using Studio.Web.Updates;

namespace Studio.Web.Hosting;

/// <summary>
/// <c>studio-server maintenance on|off|status [reason]</c>: tells the server that uses this STUDIO_DIR, and waits for its answer.
/// </summary>
internal sealed class MaintenanceVerb(StudioPaths paths, TimeProvider time, TextWriter output, TextWriter errors)
{
    private const string Usage = "usage: maintenance on [REASON...] | off | status   [--studio-dir PATH]";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string[] args)
    {
        var words = args.Skip(1).TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var commandLine = CommandLine.Parse(args[(1 + words.Length)..], Environment.CurrentDirectory);
        if (commandLine.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, commandLine.Errors));
            return 2;
        }

        var paths = new StudioPaths(new StudioOptions { StudioDir = Settings.FindStudioDir(commandLine) });
        return await new MaintenanceVerb(paths, TimeProvider.System, Console.Out, Console.Error).RunWordsAsync(words);
    }

    /// <returns>0: done; 1: no server, or it refused; 2: not understood.</returns>
    public async Task<int> RunWordsAsync(IReadOnlyList<string> words)
    {
        if (words is not (["on", ..] or ["off"] or ["status"]))
            return await FailAsync(2, Usage);
        if (!IsHeld(paths.Lock))
            return await FailAsync(1, $"No server uses {paths.Root}. Name its folder with --studio-dir or STUDIO_DIR.");
        if (words[0] == "status")
            return await TellAsync(Read());
        var order = new MaintenanceOrder(Guid.NewGuid().ToString("N"), words[0] == "on", string.Join(' ', words.Skip(1)),
            Environment.UserName);
        AtomicFile.Replace(paths.MaintenanceOrder, JsonSerializer.SerializeToUtf8Bytes(order));
        var sent = time.GetTimestamp();
        while (time.GetElapsedTime(sent) < Patience)
        {
            if (Read() is { } answer && answer.Id == order.Id)
                return answer.Error is { } error ? await FailAsync(1, error) : await TellAsync(answer);
            await Task.Delay(BetweenLooks, time);
        }

        File.Delete(paths.MaintenanceOrder);
        return await FailAsync(1, "The server did not answer. Does it run on this machine, as this user?");
    }

    private async Task<int> TellAsync(MaintenanceAnswer? answer)
    {
        await output.WriteLineAsync(answer is { On: true }
            ? $"Maintenance is on since {answer.Since:yyyy-MM-dd HH:mm:ss} UTC: {answer.Reason}"
            : "Maintenance is off.");
        return 0;
    }

    private async Task<int> FailAsync(int code, string message)
    {
        await errors.WriteLineAsync(message);
        return code;
    }

    private MaintenanceAnswer? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<MaintenanceAnswer>(File.ReadAllBytes(paths.MaintenanceAnswer));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // not there yet
        }
    }

    /// <summary>Whether a server has the folder: it holds this file as long as it lives.</summary>
    private static bool IsHeld(string file)
    {
        try
        {
            if (!File.Exists(file))
                return false;
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
