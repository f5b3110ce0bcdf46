using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

public sealed class JobQueueTests : IAsyncLifetime
{
    private readonly QueueHarness _studio = new();

    private JobQueue Queue => _studio.Queue;

    private Leases Held => _studio.Leases;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    /// <summary>The worker is let go a moment later than the end is written down.</summary>
    [Fact]
    public async Task Stop_OfAJobWhoseEndIsWritten_ComesTooLate()
    {
        var job = _studio.Add(Anna);
        var running = await Held.TakeAsync("local/test", default);
        var ended = running.Job with { State = JobState.Done };
        Held.Record(ended);

        Assert.False(Queue.Cancel(Anna, job.Id));
        Assert.False(Queue.Interrupt(Anna, job.Id));
        Assert.False(Queue.Interrupt(Anna));

        Held.Release(ended);
        Assert.Equal(JobState.Done, _studio.Store.Find(job.Id)!.State);
    }

    [Fact]
    public void Enqueue_ValidPrompt_IsARowBeforeItReturns()
    {
        var job = _studio.Add(Anna);

        var row = _studio.Store.Find(job.Id)!;
        Assert.Equal((JobState.Queued, "anna", 0), (row.State, row.Owner, row.Attempt));
        Assert.Equal(["1"], row.Outputs);
        Assert.Equal("Gate", (string?)JsonNode.Parse(row.Prompt)!["1"]!["class_type"]);
    }

    [Fact]
    public void Enqueue_UnknownNode_SaysWhichAndKeepsNothing()
    {
        var result = Queue.Enqueue(Anna, new((JsonObject)JsonNode.Parse("""{"7": {"class_type": "Nope", "inputs": {}}}""")!));

        Assert.Null(result.Job);
        Assert.Equal(("missing_node_type", "Node ID '#7'"), (result.Error!.Text().Type, result.Error!.Text().Details));
        Assert.Equal(0, Queue.Remaining);
        Assert.Equal(1, _studio.Add(Anna).Number); // the refused prompt took number 0, as in ComfyUI
    }

    [Fact]
    public void Enqueue_Viewer_IsRefused() =>
        Assert.Equal(JobRefusal.NotAllowed, Assert.Throws<JobRefusedException>(() => _studio.Add(Viewer)).Refusal);

    [Fact]
    public void Enqueue_SecretsInExtraData_AreNotKept()
    {
        var extra = (JsonObject)JsonNode.Parse(
            """{"api_key_comfy_org": "s1", "auth_token_comfy_org": "s2", "extra_pnginfo": {"workflow": {"id": "w"}}}""")!;

        var job = Queue.Enqueue(Anna, new(Prompt()) { ExtraData = extra, ClientId = "c" }).Job!;

        Assert.Equal(["extra_pnginfo", "client_id", "create_time"],
            ((JsonObject)JsonNode.Parse(job.ExtraData)!).Select(member => member.Key));
        Assert.Equal("w", job.WorkflowId);
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("11111111-2222-4333-8444-55555555555A")]
    [InlineData("{11111111-2222-4333-8444-555555555555}")]
    public void Enqueue_IdThatIsNoCanonicalUuid_IsRefused(string id) =>
        Assert.Equal("invalid_prompt_id", Queue.Enqueue(Anna, new(Prompt()) { Id = id }).Error!.Text().Type);

    [Fact]
    public void Enqueue_IdOfAnotherJob_IsRefusedAndThatJobIsUntouched()
    {
        var job = _studio.Add(Anna, "first");

        Assert.Equal("invalid_prompt_id", Queue.Enqueue(Ben, new(Prompt("second")) { Id = job.Id }).Error!.Text().Type);
        Assert.Equal("anna", _studio.Store.Find(job.Id)!.Owner);
    }

    [Fact]
    public void Waiting_NumbersAndFront_RunLowestFirstAndTiesInOrder()
    {
        _studio.Add(Anna, "a");
        _studio.Add(Anna, "b");
        _studio.Add(Anna, "five", number: 5);
        _studio.Add(Anna, "also five", number: 5);
        _studio.Add(Anna, "front", front: true);
        _studio.Add(Anna, "newer front", front: true);

        Assert.Equal(["newer front", "front", "a", "b", "five", "also five"], Line());
    }

    [Fact]
    public void OthersJobs_DoNotExist_ForEveryCall()
    {
        var job = _studio.Add(Anna);

        Assert.Null(Queue.Find(Ben, job.Id));
        Assert.Null(Queue.Replay(Ben, job.Id));
        Assert.False(Queue.Cancel(Ben, job.Id));
        Assert.False(Queue.Move(Ben, job.Id, JobMove.Front));
        Assert.Equal(0, Queue.Delete(Ben, [job.Id]));
        Assert.Equal(0, Queue.Clear(Ben));
        Assert.Empty(Queue.List(Ben).Waiting);
        Assert.Empty(Queue.History.List(Ben, new()).Jobs);
        Assert.Equal(1, Queue.List(Ben).Remaining); // how long the line is, everybody may know
        Assert.NotNull(Queue.Find(Operator, job.Id));
        Assert.True(Queue.Cancel(Operator, job.Id));
    }

    [Fact]
    public void Move_AmongOthersJobs_ChangesOnlyTheOwnOrder()
    {
        _studio.Add(Anna, "a1");
        _studio.Add(Ben, "b1");
        _studio.Add(Anna, "a2");
        var third = _studio.Add(Anna, "a3");

        Assert.True(Queue.Move(Anna, third.Id, JobMove.Front));
        Assert.Equal(["a3", "b1", "a1", "a2"], Line());
        Assert.True(Queue.Move(Anna, third.Id, JobMove.Down));
        Assert.Equal(["a1", "b1", "a3", "a2"], Line());
        Assert.True(Queue.MoveTo(Operator, third.Id, 99));
        Assert.Equal(["a1", "b1", "a2", "a3"], Line());
        Assert.True(Queue.Move(Operator, third.Id, JobMove.Up));
        Assert.Equal(["a1", "b1", "a3", "a2"], Line());
        Assert.False(Queue.Move(Anna, "nothing", JobMove.Up));
    }

    [Fact]
    public async Task Pause_ByHand_SurvivesARestartAndNeedsAnOperator()
    {
        Assert.Throws<JobRefusedException>(() => Queue.PauseByHand(Anna, "lunch"));
        Queue.PauseByHand(Operator, "lunch");
        _studio.Add(Anna);

        await using var next = _studio.Restart();

        Assert.Equal((PauseKind.ByHand, "lunch"), (next.Queue.Pause!.Kind, next.Queue.Pause.Reason));
        Assert.Throws<JobRefusedException>(() => next.Queue.Resume(Anna));
        next.Queue.Resume(Operator);
        Assert.Null(next.Queue.Pause);
    }

    [Fact]
    public void Enqueue_DuringMaintenance_IsRefusedWithTheReason()
    {
        _studio.Line.Suspend(PauseKind.Maintenance, "Updating to 2.0");

        var refusal = Assert.Throws<JobRefusedException>(() => _studio.Add(Anna));
        Assert.Equal((JobRefusal.Maintenance, $"{MaintenanceGate.Message} (Updating to 2.0)"), (refusal.Refusal, refusal.Message));
        Queue.Resume(Operator);
        Assert.NotNull(Queue.Pause); // maintenance ends in its own way
        _studio.Line.Lift(PauseKind.Maintenance);
        _studio.Add(Anna);
    }

    [Fact]
    public void Replay_Job_AddsTheSamePromptForTheCaller()
    {
        var job = _studio.Add(Anna, "again");

        var copy = Queue.Replay(Operator, job.Id)!.Job!;

        Assert.NotEqual(job.Id, copy.Id);
        Assert.Equal(("otto", job.Prompt), (copy.Owner, copy.Prompt));
    }

    [Fact]
    public void History_Filters_ByStateTextAndWorkflow()
    {
        var done = _studio.Add(Anna, "a 100% red_fox");
        _studio.Add(Anna, "a dog");
        _studio.Store.Update(done with { State = JobState.Done, Started = DateTimeOffset.UnixEpoch, Ended = DateTimeOffset.UnixEpoch,
            Result = JobResult.Empty });

        Assert.Equal([done.Id], Queue.History.List(Anna, new() { States = [JobState.Done] }).Jobs.Select(job => job.Id));
        Assert.Equal([done.Id], Queue.History.List(Anna, new() { Text = "100% red_f" }).Jobs.Select(job => job.Id));
        Assert.Empty(Queue.History.List(Anna, new() { Text = "red%fox" }).Jobs);
        Assert.Empty(Queue.History.List(Anna, new() { WorkflowId = "w" }).Jobs);
        Assert.Equal(2, Queue.History.List(Anna, new() { Limit = 1 }).Total);
    }

    [Fact]
    public void Trim_MoreThanToKeep_ForgetsTheOldestEndedOnly()
    {
        var jobs = Enumerable.Range(0, 5).Select(n => _studio.Add(Anna, $"{n}")).ToList();
        foreach (var job in jobs.Take(4))
            _studio.Store.Update(job with { State = JobState.Done, Ended = DateTimeOffset.UnixEpoch, Result = JobResult.Empty });

        _studio.Store.Trim(keep: 2);

        Assert.Equal(jobs.Skip(2).Select(job => job.Id),
            Queue.History.List(Anna, new() { Order = JobOrder.Oldest }).Jobs.Select(job => job.Id));
    }

    private IEnumerable<string> Line() =>
        Queue.List(Operator).Waiting.Select(job => (string)JsonNode.Parse(job.Prompt)!["1"]!["inputs"]!["name"]!);
}
