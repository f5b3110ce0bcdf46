using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Workflows;

namespace Studio.Tests.Workflows;

/// <summary>Links to forms: for whom, how long, how often.</summary>
public sealed class WorkflowShareTests : IAsyncLifetime
{
    private static readonly CurrentUser Anna = StudioApplication.User("anna");
    private static readonly CurrentUser Ben = StudioApplication.User("ben");
    private static readonly Dictionary<string, JsonNode?> Nothing = [];

    private readonly FakeWorld _world = new();
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;

    private WorkflowShares Shares => _studio.Get<WorkflowShares>();

    private WorkflowLibrary Library => _studio.Get<WorkflowLibrary>();

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: services =>
    {
        FakeEngine.With(_world)(services);
        services.AddSingleton<TimeProvider>(_time);
    });

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Link_RunsTheForm_AsWhoOpensIt_SoManyTimes()
    {
        var id = Keep();
        var token = Shares.Create(Anna, id, days: 1, most: 2);
        Assert.Null(Library.Find(Ben, id));
        Assert.Equal(id, Shares.Open(Ben, token).About.Id);
        var wrong = await Shares.RunAsync(Ben, token, new Dictionary<string, JsonNode?> { ["nothing"] = 1 });
        Assert.Null(wrong.Job);
        Assert.Equal(0, Shares.List(Anna, id).Single().RunsUsed); // what did not run does not count
        Assert.Equal(Ben.Id, (await Shares.RunAsync(Ben, token, Nothing)).Job!.Owner);
        await Shares.RunAsync(Ben, token, Nothing);
        Assert.Contains("counts no more", (await Assert.ThrowsAsync<WorkflowException>(() => Shares.RunAsync(Ben, token, Nothing))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Link_AfterItsTime_EndedOrOfABinnedWorkflow_OpensNothing()
    {
        var id = Keep();
        var (late, ended, binned) = (Shares.Create(Anna, id, 1, 9), Shares.Create(Anna, id, 9, 9), Shares.Create(Anna, id, 9, 9));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(WorkflowRefusal.NotAllowed, Assert.Throws<WorkflowException>(() => Shares.Open(Ben, late)).Refusal);
        Shares.Open(Ben, ended);
        foreach (var share in Shares.List(Anna, id).Where(share => share.IsLiveAt(_time.GetUtcNow())).Take(1))
            Shares.End(Anna, id, share.Id);
        Assert.Single(new[] { ended, binned }, Opens);
        Library.Bin(Anna, id, isIn: true);
        Assert.DoesNotContain(new[] { ended, binned }, Opens);
        Assert.Equal(WorkflowRefusal.NotFound, Assert.Throws<WorkflowException>(() => Shares.Open(Ben, "guessed")).Refusal);
    }

    [Fact]
    public void Links_AreTheOwnersToMakeAndEnd()
    {
        var id = Keep();
        Shares.Create(Anna, id, 1, 1);
        Assert.Equal(WorkflowRefusal.NotFound, Assert.Throws<WorkflowException>(() => Shares.Create(Ben, id, 1, 1)).Refusal);
        Assert.Equal(WorkflowRefusal.NotFound, Assert.Throws<WorkflowException>(() => Shares.List(Ben, id)).Refusal);
        Assert.Equal(WorkflowRefusal.NotFound,
            Assert.Throws<WorkflowException>(() => Shares.End(Ben, id, Shares.List(Anna, id)[0].Id)).Refusal);
        Assert.Throws<WorkflowException>(() => Shares.Create(Anna, id, 0, 1));
        Assert.Throws<WorkflowException>(() => Shares.Create(Anna, id, 1, 10_001));
        var limited = Ben with { Workflows = new HashSet<string> { "another" } };
        Assert.Equal(WorkflowRefusal.NotFound, Assert.Throws<WorkflowException>(() => Shares.Open(limited, Shares.Create(Anna, id, 1, 1)))
            .Refusal);
    }

    private bool Opens(string token)
    {
        try
        {
            Shares.Open(Ben, token);
            return true;
        }
        catch (WorkflowException)
        {
            return false;
        }
    }

    private string Keep() => Library.Add(Anna, "Mine", WorkflowImport.Read(JsonNode.Parse(
        """{"1": {"class_type": "StubImage", "inputs": {"content": "BLACK"}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}}"""))).Id;
}
