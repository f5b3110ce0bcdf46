using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>Who may use whom: arrows point from words to numbers, and nobody uses the doors.</summary>
public sealed partial class DependencyRuleTests
{
    // "" is what lies beside the folders: everybody may use it, and it uses nothing but itself, apart from what wires everything.
    private static readonly Dictionary<string, string[]> Engine = new(StringComparer.Ordinal)
    {
        [""] = [],
        ["Tensors"] = [],
        // texts, numbers and JSON as ComfyUI's language reads and writes them: one reading for widgets, prompt weights and bodies
        ["Python"] = [],
        ["Tokenizers"] = ["Python"],
        ["Graph"] = ["Python", "Imaging"], // a run is handed where its pictures are found and left
        // how ComfyUI says and orders what the graph holds as codes and values
        ["Comfy"] = ["Graph", "Python"],
        // the files of ComfyUI's editor, to and from prompts
        ["Workflows"] = ["Graph", "Comfy", "Python"],
        ["Runtime"] = ["Tensors"],
        ["Diffusion"] = ["Tensors"],
        ["Imaging"] = ["Tensors"],
        ["Models"] = ["Runtime", "Diffusion", "Tokenizers", "Imaging", "Tensors"],
        ["Nodes"] = ["Graph", "Comfy", "Models", "Diffusion", "Imaging", "Tensors", "Python"],
    };

    private static readonly string[] Features =
    [
        "Auth", "Backup", "Dashboard", "Data", "Diagnosis", "Extensions", "Gallery", "Health", "Jobs", "Languages", "Logs", "Models",
        "SettingsFile", "Updates", "UserData", "Workflows",
    ];

    private static readonly Dictionary<string, string[]> Web = new(StringComparer.Ordinal)
    {
        ["Data"] = ["Engine"], // what the system says of a disk means the same to a picture and to a row
        ["Outgoing"] = [],
        ["Auth"] = ["Data", "Logs", "Outgoing"], // the audit log masks what the log masks; keys of identity providers are fetched
        // copies the database, asks for room, and takes secrets out of studio.json
        ["Backup"] = ["Auth", "Data", "Health", "SettingsFile", "Engine"],
        ["Health"] = ["Data", "Engine"],
        ["Jobs"] = ["Data", "Auth", "Health", "Models", "Engine", "Engine.Graph",
            "Engine.Imaging", // hands each run its user's files
            // some wait for models; a row keeps why a run failed in the words in which history shows it
            "Engine.Comfy", "Engine.Workflows"],
        ["Gallery"] = ["Data", "Auth", "Jobs", "Engine", "Engine.Graph", "Engine.Imaging",
            "Engine.Python"], // listens to jobs: a picture has an owner before anybody can ask for it
        ["Workflows"] = ["Data", "Auth", "Jobs", "Engine", "Engine.Graph", "Engine.Comfy", "Engine.Imaging", "Engine.Python",
            "Engine.Workflows"], // a picture may carry one, and a form becomes a job
        ["Extensions"] = ["Auth", "Outgoing", "Engine", "Engine.Graph"],
        ["Languages"] = [],
        ["Logs"] = [],
        ["Diagnosis"] = ["Auth", "SettingsFile", "Engine", "Engine.Imaging", "Engine.Runtime"], // tries the native libraries themselves
        ["Dashboard"] = ["Auth", "Health", "Jobs", "Logs", "Engine"], // looks at all of them, and nobody knows it
        // a run goes to another process and its questions come back
        ["Workers"] = ["Jobs", "Engine", "Engine.Graph", "Engine.Imaging"],
        ["Models"] = ["Auth", "Data", "Health", "Outgoing", "Engine", "Engine.Models",
            "Engine.Diffusion"], // programs are told what a checkpoint predicts
        ["SettingsFile"] = ["Auth"],
        ["Updates"] = ["Jobs", "Auth"],
        ["UserData"] = ["Auth", "Engine", "Engine.Python"],
        ["Api"] = [.. Features, "Engine", "Engine.Graph", "Engine.Comfy", "Engine.Imaging",
            "Engine.Python", "Engine.Workflows"], // StoredImage is how every surface names a picture
        ["Components"] = [.. Features, "Engine", "Engine.Graph", "Engine.Comfy", "Engine.Imaging", "Engine.Workflows"],
        // starts, checks and ends the program: it may know every feature that has a say in that (at the start jobs and pictures of the
        // other mode's built-in user are handed over), and no surface
        ["Hosting"] = ["Auth", "Backup", "Data", "Diagnosis", "Extensions", "Gallery", "Health", "Jobs", "Logs", "Outgoing",
            "SettingsFile", "Updates", "Workflows", "Engine", "Engine.Graph", "Engine.Comfy", "Engine.Imaging", "Engine.Runtime"],
        // the options are still checked here, by the rules of Auth and Hosting
        [""] = ["Auth", "Hosting"],
    };

    // These wire what is in the folders, or are the face of it: they may know all, and nobody below knows them.
    private static readonly string[] Wiring =
    [
        "Studio.Engine/EngineOptions.cs", "Studio.Engine/EngineRuntime.cs", "Studio.Engine/EngineServices.cs", "Studio.Engine/IEngine.cs",
        "Studio.Engine/PromptLength.cs", "Studio.Engine/StudioEngine.cs", "Studio.Engine/ValueSizes.cs",
        "Studio.Web/Program.cs", "Studio.Web/EngineWiring.cs", "Studio.Web/WorkerWiring.cs",
    ];

    [Theory]
    [InlineData("Studio.Engine")]
    [InlineData("Studio.Web")]
    public void Folders_UseOnlyWhatTheTableAllows(string project)
    {
        var rows = project == "Studio.Web" ? Web : Engine;
        var wrong =
            from use in SourceReferences.All
            where use.From.StartsWith(project + "/", StringComparison.Ordinal) && !Wiring.Contains(use.From)
            let user = FolderOf(use.From)
            let used = use.To.StartsWith(project + "/", StringComparison.Ordinal) ? FolderOf(use.To) : EngineFolderOf(use.To)
            where used != user && !(used.Length == 0 && !Wiring.Contains(use.To))
            where !rows.GetValueOrDefault(user, []).Contains(used)
            orderby use.From, use.To
            select $"{use.From} uses {use.Type} of {use.To}";
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void Folders_WithCode_HaveARowAndRowsHaveAFolder()
    {
        string[] Folders(string project) =>
            [.. Repository.Files(".cs", ".razor").Where(file => file.Project == project).Select(file => file.Folder).Distinct().Order()];

        Assert.Equal(Engine.Keys.Order(), Folders("Studio.Engine"));
        Assert.Equal(Web.Keys.Order(), Folders("Studio.Web"));
        Assert.All(Wiring, path => Assert.True(File.Exists(Path.Join(Repository.Root, path)), $"There is no {path} any more."));
    }

    /// <summary>A rule that sees nothing forbids nothing: one use of each kind that a line of text does not show.</summary>
    [Theory]
    [InlineData("Studio.Web/Api/Comfy/ComfyMessages.cs", "Studio.Web/Jobs/Job.cs")]
    [InlineData("Studio.Web/Components/Pages/Queue.razor", "Studio.Web/Components/Controls/PageHead.razor")]
    [InlineData("Studio.Web/Components/Pages/Queue.razor.cs", "Studio.Web/Jobs/JobQueue.cs")]
    [InlineData("Studio.Engine/Graph/Rules/LiteralRanges.cs", "Studio.Engine/Graph/WireTypes.cs")]
    [InlineData("Studio.Engine/Graph/NodeCatalog.cs", "Studio.Engine/Graph/NodeAttributes.cs")]
    public void References_OfPagesConstantsAndAttributes_AreSeen(string from, string to) =>
        Assert.Contains(SourceReferences.All, use => use.From == from && use.To == to);

    [Fact]
    public void Engine_KnowsNothingOfTheWeb()
    {
        var wrong = from file in Repository.Files(".cs")
                    where file.Project == "Studio.Engine"
                    from line in file.Lines
                    where line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal)
                        || line.Contains("Studio.Web", StringComparison.Ordinal)
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Unsafe_OccursOnlyBehindTheRuntimesWalls()
    {
        var wrong = from file in Repository.Files(".cs")
                    where !file.Path.StartsWith("Studio.Engine/Runtime/", StringComparison.Ordinal)
                    where !file.Path.StartsWith("Studio.Tests/Conventions/", StringComparison.Ordinal)
                    from line in file.Lines
                    where UnsafeKeyword().IsMatch(line)
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    /// <summary>
    /// Whatever calls out on somebody's word must not reach the machine's neighbours: there is one way out, and it looks.
    /// </summary>
    [Fact]
    public void Requests_LeaveOnlyThroughOutgoingHttp()
    {
        var wrong = from file in Repository.Files(".cs", ".razor")
                    where file.Project is "Studio.Web" or "Studio.Engine"
                    where file.Folder != "Outgoing"
                    where file.Path is not "Studio.Web/Hosting/LocalServer.cs" // for programs of their own, which ask loopback only
                    where file.Path is not "Studio.Web/Workers/WorkerLink.cs" // a socket in a folder of this user's, and nothing else
                    from line in file.Lines
                    where NetworkCall().IsMatch(line)
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Sql_OccursOnlyInStoresIndexesAndData()
    {
        var wrong = from file in Repository.Files(".cs")
                    where file.Project == "Studio.Web" && file.Folder != "Data"
                    where !file.Name.EndsWith("Store.cs", StringComparison.Ordinal)
                        && !file.Name.EndsWith("Index.cs", StringComparison.Ordinal)
                    from line in file.Lines
                    where SqlStatement().IsMatch(line)
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    /// <summary>Empty for what lies beside the folders.</summary>
    private static string FolderOf(string path) => new SourceFile(path, []).Folder;

    private static string EngineFolderOf(string path) => $"Engine.{FolderOf(path)}".TrimEnd('.');

    [GeneratedRegex(
        @"\bnew\s+(HttpClient|SocketsHttpHandler|HttpClientHandler|WinHttpHandler|HttpMessageInvoker|TcpClient|UdpClient|Socket|ClientWebSocket|WebClient)\b|\b(WebRequest\.Create|AddHttpClient|IHttpClientFactory)\b|\bHttpClient\s+\w+\s*=\s*new\s*\(")]
    private static partial Regex NetworkCall();

    [GeneratedRegex(@"^[^/""]*\bunsafe\b")]
    private static partial Regex UnsafeKeyword();

    [GeneratedRegex(@"""\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex SqlStatement();
}
