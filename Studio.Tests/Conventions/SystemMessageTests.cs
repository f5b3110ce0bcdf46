using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>
/// What the system says of a file names its path on the server. Whoever catches such an error says it in <c>StorageFault</c>'s words,
/// unless only the operator at the console reads it, or it is of the network: those files are a line here.
/// </summary>
public sealed partial class SystemMessageTests
{
    private static readonly Dictionary<string, string> Excepted = new(StringComparer.Ordinal)
    {
        ["Studio.Web/Auth/MasterKey.cs"] = "the key file, at the start",
        ["Studio.Web/Auth/SecretFile.cs"] = "a secret's file, at the start",
        ["Studio.Web/Auth/External/ExternalSettings.cs"] = "studio.json, at the start",
        ["Studio.Web/Models/ExtraModelPaths.cs"] = "a file of settings, at the start",
        ["Studio.Web/Logs/LogFile.cs"] = "the log's own file, at the start",
        ["Studio.Web/StudioOptions.Backup.cs"] = "a file of settings, at the start",
        ["Studio.Web/WriteProbe.cs"] = "a folder of settings, at the start and to administrators",
        ["Studio.Web/Auth/OpenIdConnect/OidcProvider.cs"] = "a connection, no file",
    };

    [Fact]
    public void SystemErrors_AreNotToldInTheSystemsWords()
    {
        var wrong = from file in Repository.Files(".cs")
                    where file.Project == "Studio.Web" && file.Folder != "Hosting" && !Excepted.ContainsKey(file.Path)
                    from line in ToldBySystem(file)
                    select $"{file.Path}: {line}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Exceptions_AreAllNeeded() =>
        Assert.Empty(Excepted.Keys.Except(Repository.Files(".cs").Where(file => ToldBySystem(file).Any()).Select(file => file.Path)));

    /// <summary>The lines of a handler of IOException or UnauthorizedAccessException that pass its message on.</summary>
    private static IEnumerable<string> ToldBySystem(SourceFile file)
    {
        for (var i = 0; i < file.Lines.Length; i++)
        {
            if (Handler().Match(file.Lines[i]) is not { Success: true } handler || !SystemError().IsMatch(file.Lines[i]))
                continue;
            var indent = file.Lines[i].Length - file.Lines[i].TrimStart().Length;
            for (var at = i + 2; at < file.Lines.Length && file.Lines[at] != new string(' ', indent) + "}"; at++)
            {
                if (file.Lines[at].Contains($"{handler.Groups["name"].Value}.Message", StringComparison.Ordinal))
                    yield return file.Lines[at].Trim();
            }
        }
    }

    [GeneratedRegex(@"^\s*catch \(\w+ (?<name>\w+)\)")]
    private static partial Regex Handler();

    // a refusal of our own is an UnauthorizedAccessException too; it is caught beside other kinds of our own
    [GeneratedRegex(@"(?<!not )\bIOException\b|\b(File|Directory)NotFoundException\b")]
    private static partial Regex SystemError();
}
