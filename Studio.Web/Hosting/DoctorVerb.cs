using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Runtime;
using Studio.Web.Diagnosis;

namespace Studio.Web.Hosting;

/// <summary>"doctor": the checks as lines, without a server. Exit code 1 when a job could not run.</summary>
internal static class DoctorVerb
{
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
        OrtEnvironment.Configure(options.OnnxRuntime.Library, options.OnnxRuntime.Threads, NullLogger.Instance);
        var findings = Doctor.Examine(options, errors);
        foreach (var line in FindingText.Lines(findings))
            await Console.Out.WriteLineAsync(line);
        return Doctor.IsWell(findings) ? 0 : 1;
    }
}
