using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Studio.Tests.Support;
using Studio.Web.Api.OpenApi;

namespace Studio.Tests.Conventions;

/// <summary>docs/comfyui.md lists every route and every message: what is there, no more, and the right number.</summary>
public sealed partial class ComfyDocumentTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly string Document = File.ReadAllText(Path.Join(Repository.Root, "docs/comfyui.md"));

    [Fact]
    public void Routes_OfTheTable_AreTheServers()
    {
        var served = ApiRoute.All(shared.Studio.Get<EndpointDataSource>()).Where(route => route.IsComfy && route.Method != "HEAD")
            .Select(route => $"{route.Method} {route.Path}").ToHashSet();
        // a twin is a route whose path is another one's below /api; /api/jobs is an original, /api/api/jobs its twin
        var originals = served.Where(route => !served.Contains(route.Replace(" /api/", " /", StringComparison.Ordinal))
            || !route.Contains(" /api/", StringComparison.Ordinal)).Order().ToList();
        var listed = Row().Matches(Section("Routes")).Select(row => row.Groups["name"].Value).Order().ToList();

        Assert.Equal(originals, listed);
        Assert.Contains($"\n{listed.Count} routes of ComfyUI's", Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_OfTheTable_AreTheCodes()
    {
        var code = File.ReadAllText(Path.Join(Repository.Root, "Studio.Web/Api/Comfy/ComfyMessages.cs"))
            + File.ReadAllText(Path.Join(Repository.Root, "Studio.Web/Api/Comfy/ComfyHistory.cs"));
        var sent = Message().Matches(code).Select(match => match.Groups["name"].Value).Distinct().Order().ToList();
        var listed = Row().Matches(Section("Messages of /ws")).Select(row => row.Groups["name"].Value)
            .Where(name => !name.StartsWith("binary ", StringComparison.Ordinal)).Order().ToList();

        Assert.Equal(sent, listed);
        Assert.Contains($"\n{listed.Count} text and ", Document, StringComparison.Ordinal);
    }

    private static string Section(string title) => Document.Split($"\n## {title}\n")[1].Split("\n## ")[0];

    [GeneratedRegex(@"^\| `(?<name>[^`]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex(@"(Text\(""(?<name>[a-z_.]+)"")|(\(""(?<name>execution_[a-z]+)"", json)", RegexOptions.ExplicitCapture)]
    private static partial Regex Message();
}
