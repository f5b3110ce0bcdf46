using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>Who may import whom: arrows point from words to numbers, and nobody imports the doors.</summary>
public sealed partial class DependencyRuleTests
{
    // "" is the engine's root folder, which wires everything and may use all of it.
    private static readonly Dictionary<string, string[]> Engine = new(StringComparer.Ordinal)
    {
        ["Tensors"] = [],
        // texts, numbers and JSON as ComfyUI's language reads and writes them: one reading for widgets, prompt weights and bodies
        ["Python"] = [],
        ["Tokenizers"] = ["Python"],
        ["Graph"] = ["Python"],
        // how ComfyUI says and orders what the graph holds as codes and values
        ["Comfy"] = ["Graph", "Python"],
        ["Runtime"] = ["Tensors"],
        ["Diffusion"] = ["Tensors"],
        ["Imaging"] = ["Tensors"],
        ["Models"] = ["Runtime", "Diffusion", "Tokenizers", "Imaging", "Tensors"],
        ["Nodes"] = ["Graph", "Comfy", "Models", "Diffusion", "Imaging", "Tensors", "Python"],
    };

    private static readonly string[] Features = ["Auth", "Data", "Extensions", "Gallery", "Health", "Jobs", "Logs", "Models", "Updates",
        "UserData"];

    private static readonly Dictionary<string, string[]> Web = new(StringComparer.Ordinal)
    {
        ["Data"] = ["Engine"], // what the system says of a disk means the same to a picture and to a row
        ["Outgoing"] = [],
        ["Auth"] = ["Data", "Logs", "Outgoing"], // the audit log masks what the log masks; keys of identity providers are fetched
        ["Health"] = ["Data", "Engine"],
        ["Jobs"] = ["Data", "Auth", "Health", "Engine", "Engine.Graph",
            "Engine.Comfy"], // a row keeps why a run failed in the words in which history shows it
        ["Gallery"] = ["Data", "Auth", "Jobs", "Engine", "Engine.Graph", "Engine.Imaging",
            "Engine.Python"], // listens to jobs: a picture has an owner before anybody can ask for it
        ["Extensions"] = ["Auth", "Outgoing", "Engine", "Engine.Graph"],
        ["Logs"] = [],
        ["Models"] = ["Data", "Auth", "Engine", "Engine.Models"],
        ["Updates"] = ["Jobs", "Auth"],
        ["UserData"] = ["Auth", "Engine", "Engine.Python"],
        ["Api"] = [.. Features, "Engine", "Engine.Graph", "Engine.Comfy", "Engine.Imaging",
            "Engine.Python"], // StoredImage is how every surface names a picture
        ["Components"] = [.. Features, "Engine", "Engine.Graph", "Engine.Comfy", "Engine.Imaging"],
        // starts, checks and ends the program: it may know every feature that has a say in that (at the start jobs and pictures of the
        // other mode's built-in user are handed over), and no surface
        ["Hosting"] = ["Auth", "Data", "Extensions", "Gallery", "Jobs", "Logs", "Outgoing", "Updates", "Engine", "Engine.Graph",
            "Engine.Comfy", "Engine.Imaging", "Engine.Runtime"],
        // what everybody stands on; the options are still checked here, by the rules of Auth and Hosting. Program.cs, the table of
        // contents, may name all
        [""] = ["Auth", "Hosting", "Engine"],
    };

    [Fact]
    public void EngineFolders_ImportOnlyWhatTheTableAllows()
    {
        var wrong =
            from file in Repository.Files(".cs")
            where file.Project == "Studio.Engine" && file.Folder.Length > 0
            from import in Imports(file, "Studio.Engine.")
            where import != file.Folder && !(Engine.TryGetValue(file.Folder, out var allowed) && allowed.Contains(import))
            select $"{file.Path} uses {import}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void WebFolders_ImportOnlyWhatTheTableAllows()
    {
        var wrong =
            from file in Repository.Files(".cs", ".razor")
            where file.Project == "Studio.Web" && file.Path != "Studio.Web/Program.cs"
            from import in Imports(file, "Studio.Web.").Concat(Imports(file, "Studio.Engine.").Select(name => "Engine." + name))
            where import != file.Folder && !(Web.TryGetValue(file.Folder, out var allowed) && allowed.Contains(import))
            select $"{file.Path} uses {import}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Folders_WithCode_HaveARowAndRowsHaveAFolder()
    {
        string[] Folders(string project) =>
            [.. Repository.Files(".cs", ".razor").Where(file => file.Project == project).Select(file => file.Folder).Distinct().Order()];

        Assert.Equal(Engine.Keys.Prepend("").Order(), Folders("Studio.Engine"));
        Assert.Equal(Web.Keys.Order(), Folders("Studio.Web"));
    }

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
                    where file.Path is not "Studio.Web/Hosting/HealthCheck.cs" // a program of its own, which asks loopback only
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

    private static IEnumerable<string> Imports(SourceFile file, string prefix) =>
        (from line in file.Lines
         let match = UsingDirective().Match(line)
         where match.Success
         let name = match.Groups["name"].Value
         where name.StartsWith(prefix, StringComparison.Ordinal)
         select name[prefix.Length..].Split('.')[0]).Distinct();

    [GeneratedRegex(@"^\s*(global\s+)?@?using\s+(static\s+)?(\w+\s*=\s*)?(?<name>Studio\.[\w.]+)")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(
        @"\bnew\s+(HttpClient|SocketsHttpHandler|HttpClientHandler|WinHttpHandler|HttpMessageInvoker|TcpClient|UdpClient|Socket|ClientWebSocket|WebClient)\b|\b(WebRequest\.Create|AddHttpClient|IHttpClientFactory)\b|\bHttpClient\s+\w+\s*=\s*new\s*\(")]
    private static partial Regex NetworkCall();

    [GeneratedRegex(@"^[^/""]*\bunsafe\b")]
    private static partial Regex UnsafeKeyword();

    [GeneratedRegex(@"""\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex SqlStatement();
}
