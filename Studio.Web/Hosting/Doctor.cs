using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Runtime;

namespace Studio.Web.Hosting;

/// <summary>
/// Says what is found on this machine and what is missing: settings, folders, native libraries, execution providers with the reason
/// where one cannot be used. Changes nothing. Exit code 1 when a job could not run.
/// </summary>
internal sealed class Doctor(TextWriter output)
{
    private const string BrowserPath = "/usr/bin/chromium";
    private const double Gigabyte = 1e9;

    private bool _isWell = true;

    public static async Task<int> RunAsync(string[] args)
    {
        var commandLine = CommandLine.Parse(args[1..], Environment.CurrentDirectory);
        if (commandLine.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, commandLine.Errors));
            return 2;
        }

        var folder = Settings.FindStudioDir(commandLine);
        var (options, errors) = Settings.Read(folder, commandLine);
        return await new Doctor(Console.Out).ExamineAsync(options, errors) ? 0 : 1;
    }

    /// <returns>Whether jobs can run.</returns>
    public async Task<bool> ExamineAsync(StudioOptions options, IReadOnlyList<string> errors)
    {
        await GoodAsync("Studio",
            $"{ProductVersion.Text} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores");
        if (errors.Count == 0)
            await GoodAsync("Settings", "no mistakes");
        foreach (var error in errors)
            await BadAsync("Settings", error);
        await FolderAsync("STUDIO_DIR", options.StudioDir);
        await FolderAsync("Pictures", options.Paths.Output);
        await FolderAsync("Models", options.Paths.Models);
        await LibrariesAsync(options);
        await (File.Exists(BrowserPath)
            ? GoodAsync("Browser", BrowserPath)
            : NoteAsync("Browser", $"no {BrowserPath}; only the browser tests need it"));
        return _isWell;
    }

    private async Task FolderAsync(string what, string path)
    {
        // a folder that the first start would make is not made here: the nearest one that exists answers for it
        var existing = path;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        var problem = Directory.Exists(existing) ? WriteProbe.Try(existing) : $"{existing} is a file.";
        if (problem is not null)
        {
            await BadAsync(what, $"{path} cannot be written: {problem}");
            return;
        }

        var state = existing == path ? "is writable" : "is not there yet and can be made";
        await GoodAsync(what, $"{path} {state}, {new DriveInfo(existing).AvailableFreeSpace / Gigabyte:f1} GB free");
    }

    private async Task LibrariesAsync(StudioOptions options)
    {
        try
        {
            OrtEnvironment.Configure(options.OnnxRuntime.Library, options.OnnxRuntime.Threads, NullLogger.Instance);
            var report = RuntimeReport.Create();
            await GoodAsync("ONNX Runtime", $"{report.Version} ({report.LibraryPath}), {report.Threads} threads");
            foreach (var provider in report.Providers)
                await (provider.Usable
                    ? GoodAsync("  " + provider.Name, Abilities(provider))
                    : NoteAsync("  " + provider.Name, provider.Reason ?? "cannot be used"));
            if (NvidiaMachine.Find() is { } nvidia)
                await NvidiaAsync(nvidia, report);
        }
        catch (EngineException e)
        {
            await BadAsync("ONNX Runtime", e.Message);
        }

        try
        {
            await GoodAsync("libvips", ImageLibrary.Describe());
        }
        catch (EngineException e)
        {
            await BadAsync("libvips", e.Message);
        }
    }

    /// <summary>A card that models do not run on: what to do, in the order in which to do it.</summary>
    internal async Task NvidiaAsync(NvidiaMachine machine, RuntimeReport report)
    {
        const string what = "NVIDIA card";
        var driver = machine.Driver is { } version ? $"driver {version}" : "no driver loaded";
        var cuda = report.Providers.Single(provider => provider.Provider == ExecutionProvider.Cuda);
        if (cuda.Usable)
        {
            await GoodAsync(what, driver);
            return;
        }

        var missing = machine.Missing.Count > 0 ? $"missing: {string.Join(", ", machine.Missing)}" : "nothing is missing beside it";
        await NoteAsync(what, $"{driver}; {missing}");
        foreach (var command in machine.Commands)
            await NoteAsync("  do", command);
        await NoteAsync("  do", "./studio start --flavor cuda");
    }

    private static string Abilities(ProviderStatus provider) =>
        $"usable{(provider.Half ? ", half precision" : "")}{(provider.FusedAttention ? ", fused attention" : "")}";

    private Task GoodAsync(string what, string text) => LineAsync("ok", what, text);

    private Task NoteAsync(string what, string text) => LineAsync("--", what, text);

    private Task BadAsync(string what, string text)
    {
        _isWell = false;
        return LineAsync("!!", what, text);
    }

    private Task LineAsync(string mark, string what, string text) => output.WriteLineAsync($"{mark}  {what,-14} {text}");
}
