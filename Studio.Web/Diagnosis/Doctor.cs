using System.Runtime.InteropServices;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Engine.Runtime;

namespace Studio.Web.Diagnosis;

/// <summary>
/// Says what is found on this machine and what is missing: settings, folders, native libraries, execution providers with the reason
/// where one cannot be used. Changes nothing. The command, the page and the API show the same.
/// </summary>
internal static class Doctor
{
    private const string BrowserPath = "/usr/bin/chromium";

    // a model does not fit into less, and a day's pictures hardly
    private const long LittleRoom = 2L << 30;

    /// <summary>Tries what was not tried before, so seconds at worst.</summary>
    /// <param name="settingErrors">What is wrong with the settings, a sentence each.</param>
    public static IReadOnlyList<Finding> Examine(StudioOptions options, IReadOnlyList<string> settingErrors) =>
    [
        new(FindingState.Good, "Studio",
            $"{ProductVersion.Text} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores"),
        .. settingErrors.Count == 0
            ? new[] { new Finding(FindingState.Good, "Settings", "no mistakes") }
            : settingErrors.Select(error => new Finding(FindingState.Bad, "Settings", error,
                "Mend it where it was set: in studio.json, the environment or a flag. The server does not start until it is.")),
        Folder("STUDIO_DIR", options.StudioDir, "--studio-dir"),
        Folder("Pictures", options.Paths.Output, "--output-directory"),
        Folder("Models", options.Paths.Models, "\"ModelsDirectory\" in studio.json"),
        .. new HomeGate(options).IsHeld
            ? [new Finding(FindingState.Note, "Home", HomeGate.Message, "./studio home confirm")]
            : Array.Empty<Finding>(),
        .. Runtime(),
        ImageLibraryFinding(),
        File.Exists(BrowserPath)
            ? new(FindingState.Good, "Browser", BrowserPath)
            : new(FindingState.Note, "Browser", $"no {BrowserPath}; only the browser tests need it"),
    ];

    /// <summary>Whether jobs can run.</summary>
    public static bool IsWell(IEnumerable<Finding> findings) => findings.All(finding => finding.State != FindingState.Bad);

    /// <summary>A card that models do not run on: what to do, in the order in which to do it.</summary>
    internal static Finding Nvidia(NvidiaMachine machine, RuntimeReport report)
    {
        const string what = "NVIDIA card";
        var driver = machine.Driver is { } version ? $"driver {version}" : "no driver loaded";
        if (report.Providers.Single(provider => provider.Provider == ExecutionProvider.Cuda).Usable)
            return new(FindingState.Good, what, driver);
        var missing = machine.Missing.Count > 0 ? $"missing: {string.Join(", ", machine.Missing)}" : "nothing is missing beside it";
        return new(FindingState.Note, what, $"{driver}; {missing}", [.. machine.Commands, "./studio start --flavor cuda"]);
    }

    private static Finding Folder(string what, string path, string setting)
    {
        // a folder that the first start would make is not made here: the nearest one that exists answers for it
        var existing = path;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        var problem = Directory.Exists(existing) ? WriteProbe.Try(existing) : $"{existing} is a file.";
        if (problem is not null)
            return new(FindingState.Bad, what, $"{path} cannot be written: {problem}",
                $"Give {Environment.UserName}, who runs the server, the right to write there, or name another folder with {setting}.");
        var state = existing == path ? "is writable" : "is not there yet and can be made";
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var text = $"{path} {state}, {ByteSize.Text(free)} free";
        return free >= LittleRoom
            ? new(FindingState.Good, what, text)
            : new(FindingState.Note, what, text,
                $"Free space on that disk, or name a folder on another one with {setting}: jobs wait when it is full.");
    }

    private static IReadOnlyList<Finding> Runtime()
    {
        try
        {
            var report = RuntimeReport.Create();
            return
            [
                new(FindingState.Good, "ONNX Runtime", $"{report.Version} ({report.LibraryPath}), {report.Threads} threads"),
                .. report.Providers.Select(provider => provider.Usable
                    ? new Finding(FindingState.Good, provider.Name, Abilities(provider)) { IsPart = true }
                    : new Finding(FindingState.Note, provider.Name, provider.Reason ?? "cannot be used") { IsPart = true }),
                .. NvidiaMachine.Find() is { } nvidia ? [Nvidia(nvidia, report)] : Array.Empty<Finding>(),
            ];
        }
        catch (EngineException e)
        {
            return [new(FindingState.Bad, "ONNX Runtime", e.Message,
                "./studio build, which puts it beside the program; a library elsewhere is named by OnnxRuntime:Library in studio.json")];
        }
    }

    private static Finding ImageLibraryFinding()
    {
        try
        {
            return new(FindingState.Good, "libvips", ImageLibrary.Describe());
        }
        catch (EngineException e)
        {
            return new(FindingState.Bad, "libvips", e.Message, "./studio build, which puts it beside the program");
        }
    }

    private static string Abilities(ProviderStatus provider) =>
        $"usable{(provider.Half ? ", half precision" : "")}{(provider.FusedAttention ? ", fused attention" : "")}";
}
