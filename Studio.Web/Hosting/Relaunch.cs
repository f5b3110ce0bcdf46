using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Studio.Web.Hosting;

/// <summary>
/// Puts a new process of this program in the place of the old one, with the same arguments and environment. On Unix it keeps the process id
/// (execve), so that whoever started and supervises it (a shell, a container, a test) still holds the right process. Windows has nothing
/// like it; there a new process is started.
/// </summary>
internal static class Relaunch
{
    /// <returns>Only when the process ends now: 0 when another one took over, else the code that asks a supervisor to do it.</returns>
    public static async Task<int> NowAsync(string[] args)
    {
        var program = Environment.ProcessPath;
        if (program is null)
            return RestartRequest.ExitCode;
        string[] line = [.. Host(program), .. args];
        await Console.Out.FlushAsync();
        if (OperatingSystem.IsWindows())
            return Process.Start(program, line) is null ? RestartRequest.ExitCode : 0;

        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        _ = Execute(program, [program, .. line, null], [.. environment, null]);
        await Console.Error.WriteLineAsync(
            $"studio-server could not start itself again (error {Marshal.GetLastPInvokeError()}); whoever started it has to.");
        return RestartRequest.ExitCode;
    }

    /// <summary>What stands between the program and its own arguments: the assembly, when the program is dotnet.</summary>
    private static IEnumerable<string> Host(string program) =>
        Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [Environment.GetCommandLineArgs()[0]]
            : [];

    // LPStr is UTF-8 on Unix, and what arrays of texts can be
    [DllImport("libc", EntryPoint = "execve", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);
}
