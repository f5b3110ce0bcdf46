using System.Globalization;
using System.Text.RegularExpressions;

namespace Studio.Engine.Runtime;

/// <summary>What a machine with an NVIDIA card has, and what it lacks before models can run on the card.</summary>
/// <param name="Driver">Version of the kernel's driver, 580.65.06 for instance; null when none is loaded or it cannot be told.</param>
/// <param name="Missing">One entry each, with what it is.</param>
/// <param name="Commands">What to type, in this order; empty when nothing is missing.</param>
public sealed partial record NvidiaMachine(string? Driver, IReadOnlyList<string> Missing, IReadOnlyList<string> Commands)
{
    private const string NvidiaVendor = "0x10de";
    private const string DisplayClass = "0x03";

    /// <summary>Looks at this machine; null when it has no NVIDIA card.</summary>
    public static NvidiaMachine? Find() => OperatingSystem.IsWindows() ? OnWindows(canLoad: null) : OnLinux("/", canLoad: null);

    /// <param name="root">The folder that holds proc, sys and etc.</param>
    internal static NvidiaMachine? OnLinux(string root, Func<string, bool>? canLoad)
    {
        var driver = DriverIn(Text(Path.Join(root, "proc/driver/nvidia/version")));
        if (driver is null && !HasCard(Path.Join(root, "sys/bus/pci/devices")))
            return null;
        var missing = NvidiaLibraries.Missing(NvidiaLibraries.Cuda, canLoad);
        var packages = missing.Select(static library => library.Package);
        if (IsTooOld(driver))
            packages = packages.Prepend(NvidiaLibraries.Cuda[0].Package);
        var commands = CommandsFor(Text(Path.Join(root, "etc/os-release")), [.. packages.Distinct(StringComparer.Ordinal)]);
        return new NvidiaMachine(driver, [.. Words(missing, driver)], commands);
    }

    /// <summary>The driver's own library says that there is a card.</summary>
    internal static NvidiaMachine? OnWindows(Func<string, bool>? canLoad)
    {
        var missing = NvidiaLibraries.Missing(NvidiaLibraries.Cuda, canLoad);
        if (missing.Any(static library => library.Windows == "nvcuda.dll"))
            return null;
        return new NvidiaMachine(null, [.. Words(missing, driver: null)], missing.Count == 0 ? [] : WindowsCommands);
    }

    private static IReadOnlyList<string> WindowsCommands { get; } =
    [
        "winget install --id Nvidia.CUDA --version 13.0",
        "cuDNN 9 for CUDA 13 from developer.nvidia.com/cudnn-downloads, its bin folder on the PATH",
    ];

    /// <param name="osRelease">The file /etc/os-release; null when there is none.</param>
    internal static IReadOnlyList<string> CommandsFor(string? osRelease, IReadOnlyList<string> packages)
    {
        if (packages.Count == 0)
            return [];
        var id = Value(osRelease, "ID");
        var version = Value(osRelease, "VERSION_ID").Replace(".", "", StringComparison.Ordinal);
        var source = id is "debian" or "ubuntu" ? $" for {id}{version}" : "";
        return
        [
            $"add NVIDIA's package source{source}, once (docs.nvidia.com/cuda/cuda-installation-guide-linux, \"Network Repository\")",
            id is "debian" or "ubuntu" or ""
                ? $"sudo apt-get update && sudo apt-get install {string.Join(' ', packages)}"
                : $"install from it what Debian calls {string.Join(", ", packages)}",
        ];
    }

    private static IEnumerable<string> Words(IEnumerable<NvidiaLibrary> missing, string? driver) =>
        (IsTooOld(driver) ? [$"a driver of {NvidiaLibraries.OldestDriver} or newer (it is {driver})"] : (string[])[])
            .Concat(missing.Select(static library => $"{library.FileHere} ({library.What})"));

    private static bool IsTooOld(string? driver) =>
        driver is not null && int.Parse(driver.Split('.')[0], CultureInfo.InvariantCulture) < NvidiaLibraries.OldestDriver;

    private static bool HasCard(string devices) => Directory.Exists(devices) && Directory.EnumerateDirectories(devices).Any(static device =>
        Text(Path.Join(device, "vendor"))?.Trim() == NvidiaVendor
        && Text(Path.Join(device, "class"))?.StartsWith(DisplayClass, StringComparison.Ordinal) == true);

    // NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (…)
    private static string? DriverIn(string? text) => VersionNumber().Match(text ?? "") is { Success: true } match ? match.Value : null;

    private static string Value(string? osRelease, string key) => osRelease?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..].Trim('"', '\r', ' ') ?? "";

    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<=\s)\d{3,4}\.\d+(\.\d+)?(?=\s)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionNumber();
}
