using System.Diagnostics;
using System.Security.Cryptography;
using Studio.Tests.Conventions;
using Studio.Tests.Support;

namespace Studio.Tests.Hosting;

/// <summary>The studio script in a folder of its own, among commands that note how they were called: nothing is built or served.</summary>
internal sealed class StudioScript : IDisposable
{
    private static readonly string[] SystemCommands =
    [
        "awk", "bash", "basename", "cat", "cut", "dirname", "env", "find", "grep", "head", "id", "mkdir", "mv", "rm", "sed", "sha256sum",
        "sort",
        "tail", "timeout", "touch", "tr", "uname",
    ];

    private readonly TemporaryFolder _folder = new();

    public StudioScript()
    {
        Directory.CreateDirectory(Commands);
        File.Copy(Path.Join(Repository.Root, "studio"), Script);
        foreach (var command in SystemCommands)
            File.CreateSymbolicLink(Path.Join(Commands, command), Found(command));
        foreach (var folder in new[] { "Studio.Web", "Studio.Engine", "STUDIO_DIR.sample", "tools" })
            Directory.CreateDirectory(Path.Join(_folder.Path, folder));
        // what the tests of the script drive was fetched already
        PretendFetched("Studio.E2E/Clients", "clients");
        PretendFetched("Studio.Web/npm", "pages");
        File.WriteAllText(Path.Join(_folder.Path, "package-lock.json"), "{}");
    }

    public string Work => Path.Join(_folder.Path, ".studio");

    private string Script => Path.Join(_folder.Path, "studio");

    private string Commands => Path.Join(_folder.Path, "commands");

    private string Calls => Path.Join(_folder.Path, "calls.txt");

    public void Dispose() => _folder.Dispose();

    /// <summary>Puts a command in front of all others. $calls names the file to note calls in.</summary>
    public void Command(string name, string body)
    {
        var path = Path.Join(Commands, name);
        File.Delete(path);
        File.WriteAllText(path, $"#!/usr/bin/env bash\ncalls='{Calls}'\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A dotnet that publishes an empty program and "runs" it by noting its arguments; further lines come first.</summary>
    public void Dotnet(string first = "") => Command("dotnet", $$"""
        {{first}}
        case $1 in
          --list-sdks) echo "10.0.100 [/sdk]"; exit ;;
          publish)
            while [ $# -gt 1 ]; do
              case $1 in
                -o) mkdir -p "$2"; touch "$2/studio-server.dll" ;;
                -p:OrtFlavor=*) echo "publish ${1#-p:OrtFlavor=}" >>"$calls" ;;
              esac
              shift
            done
            exit ;;
          build|restore) exit ;;
          *.dll) echo "run ${1#{{Work}}/} ${*:2}" >>"$calls"; exit ;;
        esac
        """);

    /// <summary>Makes the packages of a folder's lock file appear installed.</summary>
    public void PretendFetched(string folder, string stamp)
    {
        var path = Path.Join(_folder.Path, folder);
        Directory.CreateDirectory(Path.Join(path, "node_modules"));
        Directory.CreateDirectory(Work);
        File.WriteAllText(Path.Join(path, "package-lock.json"), "{}");
        File.WriteAllText(Path.Join(Work, stamp + ".stamp"), Convert.ToHexStringLower(SHA256.HashData("{}"u8)));
    }

    public IReadOnlyList<string> CallsSoFar() => File.Exists(Calls) ? File.ReadAllLines(Calls) : [];

    public async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash") { UseShellExecute = false, RedirectStandardOutput = true,
            RedirectStandardError = true };
        start.WorkingDirectory = _folder.Path;
        start.ArgumentList.Add(Script);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = Commands;
        start.Environment["HOME"] = _folder.Path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static string Found(string command) =>
        new[] { "/usr/bin", "/bin" }.Select(folder => Path.Join(folder, command)).First(File.Exists);
}
