using System.Globalization;
using System.Text;

namespace Studio.Web.Hosting;

/// <summary>
/// Takes a secret out of what other users see of this process. Linux shows the arguments as they stand in the process's own memory, and a
/// process may write there. Elsewhere, and where the system does not allow it, they stay as they are: the log warns in any case.
/// </summary>
internal static class ProcessArguments
{
    private const string Memory = "/proc/self/mem";
    private const int ArgumentsStart = 45; // fields 48 and 49 of proc_pid_stat(5), counted from the one after the name
    private const int Longest = 1 << 20;

    /// <returns>Whether it is gone.</returns>
    public static bool Hide(string secret)
    {
        if (!OperatingSystem.IsLinux() || secret.Length == 0)
            return false;
        try
        {
            var stat = File.ReadAllText("/proc/self/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var start = long.Parse(fields[ArgumentsStart], CultureInfo.InvariantCulture);
            var end = long.Parse(fields[ArgumentsStart + 1], CultureInfo.InvariantCulture);
            if (start <= 0 || end <= start || end - start > Longest)
                return false;
            using var memory = new FileStream(Memory, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            var arguments = new byte[end - start];
            memory.Position = start;
            memory.ReadExactly(arguments);
            return Overwrite(memory, start, arguments, Encoding.UTF8.GetBytes(secret));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException
            or NotSupportedException or ArgumentException)
        {
            return false;
        }
    }

    private static bool Overwrite(FileStream memory, long start, byte[] arguments, byte[] secret)
    {
        var stars = Enumerable.Repeat((byte)'*', secret.Length).ToArray();
        var isGone = false;
        for (var at = arguments.AsSpan().IndexOf(secret); at >= 0; at = arguments.AsSpan().IndexOf(secret))
        {
            memory.Position = start + at;
            memory.Write(stars);
            memory.Flush();
            stars.CopyTo(arguments, at);
            isGone = true;
        }

        return isGone;
    }
}
