using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Tests.Conventions;
using Studio.Tests.Models.Downloads;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Backup;
using Studio.Web.Diagnosis;
using Studio.Web.Hosting;
using Studio.Web.Models.Downloads;

namespace Studio.Tests.Backup;

/// <summary>A restored server elsewhere does nothing outside by itself until somebody says that this is its home.</summary>
public sealed partial class HomeTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    // who calls out, and why it asks no gate of its own, or where it does
    private static readonly Dictionary<string, string> Callers = new(StringComparer.Ordinal)
    {
        ["Studio.Web/Auth/OpenIdConnect/OidcProvider.cs"] = "somebody signs in",
        ["Studio.Web/Auth/External/SigningKeys.cs"] = "somebody signs in",
        ["Studio.Web/Extensions/Packages/SignedCatalogue.cs"] = "an administrator asks for it",
        ["Studio.Web/Models/Sites/SiteApi.cs"] = "somebody looks something up, or a download that DownloadWorker has begun",
        ["Studio.Web/Models/Downloads/Transfer.cs"] = "DownloadWorker asks",
        ["Studio.Web/Hosting/HealthCheck.cs"] = "this machine's own server",
        ["Studio.Web/Hosting/GetVerb.cs"] = "this machine's own server",
        ["Studio.Web/Hosting/LocalServer.cs"] = "this machine's own server",
        ["Studio.Web/Hosting/Relaunch.cs"] = "starts this program itself",
        ["Studio.Web/Workers/WorkerLife.cs"] = "starts this program itself",
    };

    [Fact]
    public async Task Away_DownloadsWaitAndSayWhy_AndGoOnAtHome()
    {
        var paths = fixture.Studio.Get<StudioOptions>().Paths;
        var model = DownloadFixture.Model(20_000, 5);
        fixture.Elsewhere.On("/held", asked => Reply.File(model, asked, "\"t\""));
        await File.WriteAllBytesAsync(paths.Away, new AwayMark(DateTimeOffset.UnixEpoch, new("id", "old-pod", "/workspace/studio"))
            .ToBytes());

        var download = fixture.Add(fixture.Elsewhere.Address("/held"));
        download = await fixture.UntilAsync(download.Id, now => now.Problem is not null);
        Assert.Equal((DownloadState.Queued, HomeGate.Message, 0),
            (download.State, download.Problem, fixture.Elsewhere.AskedFor("/held").Count));
        Assert.Contains(Doctor.Examine(fixture.Studio.Get<StudioOptions>(), []), finding => finding.Check == "Home"
            && finding.Text == HomeGate.Message);

        using var http = fixture.Studio.CreateClient();
        var home = JsonNode.Parse(await http.GetStringAsync("/api/admin/home"))!;
        Assert.Equal((false, "old-pod:/workspace/studio"), ((bool)home["at_home"]!, (string?)home["from"]));
        using var confirmed = await http.PostAsync("/api/admin/home", "");
        Assert.True((bool)JsonNode.Parse(await confirmed.Content.ReadAsStringAsync())!["at_home"]!);
        Assert.False(File.Exists(paths.Away));
        Assert.Equal(model, fixture.Fetched(await fixture.EndAsync(download)));
        var lines = JsonNode.Parse(await http.GetStringAsync("/api/admin/audit?action=home"))!["entries"]!.AsArray();
        Assert.Equal("restored from old-pod:/workspace/studio", (string?)Assert.Single(lines)!["detail"]);
        Assert.DoesNotContain(Doctor.Examine(fixture.Studio.Get<StudioOptions>(), []), finding => finding.Check == "Home");
    }

    [Fact]
    public async Task Verb_TellsAndConfirms()
    {
        using var from = new BackupPlace();
        using var to = new BackupPlace(isEmpty: true);
        to.Restore(from.Make().Path);
        Assert.Contains($"from a backup of {Environment.MachineName}:{from.Root}", await SayAsync(to, confirms: false), StringComparison.Ordinal);
        Assert.True(new HomeGate(to.Options).IsHeld);
        Assert.Contains("is at home from now on", await SayAsync(to, confirms: true), StringComparison.Ordinal);
        Assert.False(new HomeGate(to.Options).IsHeld);
        Assert.Contains("is at home.", await SayAsync(to, confirms: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Mark_ThatCannotBeRead_HoldsAllTheSame()
    {
        using var place = new BackupPlace();
        place.Write(".away", "{");
        Assert.True(new HomeGate(place.Options).IsHeld);
        Assert.NotNull(AwayMark.Find(place.Options.Paths));
    }

    /// <summary>What calls out or starts a program asks HomeGate in the same file, or is in the list with its reason.</summary>
    [Fact]
    public void WhoeverCallsOut_AsksOrIsListed()
    {
        var callers = Repository.Files(".cs", ".razor").Where(file => file.Project is "Studio.Web" or "Studio.Engine"
            && file.Folder != "Outgoing")
            .Where(file => file.Lines.Any(line => CallsOut().IsMatch(line))).ToList();
        Assert.Equal([], callers.Where(file => !Callers.ContainsKey(file.Path))
            .Where(file => !file.Lines.Any(line => line.Contains("IsHeld", StringComparison.Ordinal))).Select(file => file.Path));
        Assert.Equal([], Callers.Keys.Except(callers.Select(file => file.Path)));
    }

    private static async Task<string> SayAsync(BackupPlace place, bool confirms)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await HomeVerb.RunAsync(place.Options.Paths, confirms, output));
        return output.ToString();
    }

    [GeneratedRegex(@"\bCreateClient\(|\bProcess\.Start\(|\bnew Process\(|\bSmtpClient\b")]
    private static partial Regex CallsOut();
}
