using System.Diagnostics;
using System.Text.Json;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Web.Data;

namespace Studio.Web.Hosting;

/// <summary>
/// From the command line to a running server and back: exit code 0 after a clean stop, 1 when the settings or the surroundings are wrong,
/// 2 when the command line is.
/// </summary>
public static class Launch
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] args, Func<StudioOptions, WebApplication> build)
    {
        // before anything that this limit would stop half way
        if (Verbs.Find(args) is null && OpenFiles.Problem(OpenFiles.Most()) is { } tooFew)
            return await FailAsync(1, [tooFew]);
        var code = await RunOnceAsync(args, build);
        return code == RestartRequest.ExitCode ? await Relaunch.NowAsync(args) : code;
    }

    private static async Task<int> RunOnceAsync(string[] args, Func<StudioOptions, WebApplication> build)
    {
        var started = Stopwatch.GetTimestamp();
        if (Verbs.Find(args) is { } verb)
            return await verb(args);
        var commandLine = CommandLine.Parse(args, Environment.CurrentDirectory);
        if (commandLine.Errors.Count > 0)
            return await FailAsync(2, [.. commandLine.Errors, "studio-server --help lists the flags."]);
        if (commandLine.WantsHelp || commandLine.WantsVersion)
            return await SayAsync(commandLine.WantsHelp ? Usage.Text : $"studio-server {ProductVersion.Text}\n");

        var modes = new Modes(Takes(commandLine, Flags.ListFeatureFlags), Takes(commandLine, Flags.QuickTest),
            Takes(commandLine, Flags.DontPrintServer));
        try
        {
            using var folder = await StudioFolder.OpenAsync(Settings.FindStudioDir(commandLine), TimeProvider.System);
            var (options, errors) = Settings.Read(folder.Path, commandLine);
            if (errors.Count > 0)
                return await FailAsync(1, errors);
            if (modes.ListsFeatures)
                return await SayAsync(FeatureFlags.Of(options).ToJsonString(Indented) + "\n");

            await using var app = build(options);
            return await ServeAsync(app, options, commandLine, modes, started);
        }
        catch (StartupException e)
        {
            return await FailAsync(1, [e.Message]);
        }
        catch (Exception e) when (DatabaseFault.In(e) is { Problem: not DatabaseProblem.Other } fault)
        {
            return await FailAsync(1, [$"{fault.Sentence} The server needs to write down which jobs it has to run again."]);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return await FailAsync(1, [$"{e.Message} Choose another --port, or stop what uses it."]);
        }
    }

    private static async Task<int> ServeAsync(WebApplication app, StudioOptions options, CommandLine commandLine, Modes modes, long started)
    {
        await app.StartAsync(CancellationToken.None);
        var restart = app.Services.GetRequiredService<RestartRequest>();
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Studio");
        if (commandLine.Ignored.Count > 0)
            log.LogInformation("Accepted for ComfyUI's sake, without effect here: {Flags}", string.Join(", ", commandLine.Ignored));
        if (options.Auth.KeySource?.Origin == Flags.ApiKeyFlag)
        {
            var isHidden = ProcessArguments.Hide(options.Auth.KeySource.Value!);
            log.LogWarning(
                "The key given with {Flag} {Was} visible in the process list{And}; --api-key-file keeps it out of sight.",
                Flags.ApiKeyFlag, isHidden ? "was" : "is", isHidden ? " until now, and may be in your shell's history" : "");
        }

        if (options.EnableCorsHeader == "*")
            log.LogWarning("--enable-cors-header without an origin lets every web page call this server.");
        if (modes.IsTest)
            return await LoadEverythingAsync(app);
        await Banner.ShowAsync(app, options, Stopwatch.GetElapsedTime(started), onlyKey: modes.IsQuiet);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return restart.IsWanted ? RestartRequest.ExitCode : 0;
    }

    /// <summary>Has started and listens: now every node is described and the engine asked how it is.</summary>
    private static async Task<int> LoadEverythingAsync(WebApplication app)
    {
        var engine = app.Services.GetRequiredService<IEngine>();
        var nodes = ObjectInfo.Describe(engine.Nodes).Count;
        await app.StopAsync(CancellationToken.None);
        if (engine.Status().Problem is { } problem)
            return await FailAsync(1, [problem]);
        await Console.Out.WriteLineAsync($"Everything is loaded: {nodes} nodes.");
        return 0;
    }

    private static async Task<int> SayAsync(string text)
    {
        await Console.Out.WriteAsync(text);
        return 0;
    }

    private static bool Takes(CommandLine commandLine, string key) => commandLine.Take(key) is not null;

    private static async Task<int> FailAsync(int code, IReadOnlyList<string> errors)
    {
        await Console.Error.WriteLineAsync(errors.Count == 1 || code == 2
            ? "studio-server cannot start:"
            : $"studio-server cannot start, {errors.Count} things are wrong:");
        foreach (var error in errors)
            await Console.Error.WriteLineAsync($"  - {error}");
        return code;
    }

    /// <summary>How this start differs from serving.</summary>
    private sealed record Modes(bool ListsFeatures, bool IsTest, bool IsQuiet);
}
