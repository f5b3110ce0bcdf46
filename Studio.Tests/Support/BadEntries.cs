using System.Diagnostics;

namespace Studio.Tests.Support;

/// <summary>
/// What people's folders hold besides files: names that are not UTF-8, links to nowhere, to themselves and in a circle, a pipe, a device.
/// </summary>
internal sealed class BadEntries : IDisposable
{
    private readonly string _folder;
    private readonly string _extension;

    public BadEntries(string folder, string extension)
    {
        _folder = folder;
        _extension = extension;
        Directory.CreateDirectory(folder);
        foreach (var (name, target) in new[] { ("self", "self" + extension), ("dangling", "nowhere"), ("ping", "pong" + extension),
            ("pong", "ping" + extension), ("device", "/dev/zero") })
            File.CreateSymbolicLink(Path.Join(folder, name + extension), target);
        // the framework writes names in UTF-8 only, and makes no pipes
        Shell($"printf x > \"$1/$(printf 'caf\\351'){extension}\"; mkfifo \"$1/pipe{extension}\"; ln -s pipe{extension} \"$1/pipelink{extension}\"");
    }

    /// <summary>Takes all away, also what the framework cannot.</summary>
    public void Dispose() => Shell("cd \"$1\" && rm -f caf* "
        + string.Join(' ', new[] { "self", "dangling", "ping", "pong", "device", "pipe", "pipelink" }.Select(name => name + _extension)));

    private void Shell(string script)
    {
        using var shell = Process.Start("sh", ["-c", script, "sh", _folder]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
