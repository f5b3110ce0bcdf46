using Studio.Web.Backup;

namespace Studio.Web.Hosting;

/// <summary>
/// <c>studio-server home status|confirm</c>: whether a restored STUDIO_DIR may send and fetch by itself, and that it may from now on.
/// </summary>
internal static class HomeVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        var asked = new VerbArguments(args[1..], [], []);
        if (asked.Errors.Count > 0 || asked.Words is not (["status"] or ["confirm"]))
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, asked.Errors.Append("usage: home status | confirm   [--studio-dir PATH]")));
            return 2;
        }

        var paths = new StudioPaths(new StudioOptions { StudioDir = Settings.FindStudioDir(asked.Line) });
        return await RunAsync(paths, asked.Words[0] == "confirm", Console.Out);
    }

    public static async Task<int> RunAsync(StudioPaths paths, bool confirms, TextWriter output)
    {
        var mark = AwayMark.Find(paths);
        if (confirms && mark is not null)
            File.Delete(paths.Away); // a running server looks each time
        await output.WriteLineAsync((mark, confirms) switch
        {
            (null, _) => $"{paths.Root} is at home.",
            (_, true) => $"{paths.Root} is at home from now on: what waits is sent and fetched. See that the server at {mark.From.Machine}:{mark.From.Path} does not run any more.",
            _ => $"{paths.Root} was restored on {mark.Restored:yyyy-MM-dd HH:mm:ss} UTC from a backup of {mark.From.Machine}:{mark.From.Path}. Nothing is sent or fetched by itself until: home confirm",
        });
        return 0;
    }
}
