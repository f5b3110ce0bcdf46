using System.IO.Pipelines;
using System.Text;
using Studio.Web.Api.Comfy;
using Studio.Web.Auth;
using Studio.Web.Jobs;
using static Studio.Tests.Jobs.QueueHarness;

namespace Studio.Tests.Jobs;

/// <summary>Lists of jobs by name: who sees which, in which order, from which page; and the texts that are kept for them.</summary>
public sealed class JobListTests : IAsyncLifetime
{
    private static readonly JobState[] Over = [JobState.Done, JobState.Failed, JobState.Interrupted];

    private readonly QueueHarness _studio = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public void Keys_EveryOrderStateOwnerAndPage_AgreeWithTheWholeRows()
    {
        Fill(60);
        foreach (var user in new[] { Anna, Ben, Operator })
        {
            foreach (var order in Enum.GetValues<JobOrder>())
            {
                foreach (var states in new[] { null, Over, [JobState.Queued], [JobState.Done, JobState.Queued] })
                {
                    foreach (var (offset, limit) in new[] { (0, 1000), (3, 7), (100, 5) })
                    {
                        var filter = new JobFilter { Order = order, States = states, Offset = offset, Limit = limit };
                        var (jobs, total) = _studio.Queue.History.List(user, filter);

                        Assert.Equal(jobs.Select(job => job.Key), _studio.Queue.History.Keys(user, filter));
                        Assert.Equal(total, _studio.Queue.History.Count(user, filter));
                        Assert.All(jobs, job => Assert.True(user.MaySee(job.Owner) && states?.Contains(job.State) != false));
                    }
                }
            }
        }
    }

    [Fact]
    public void Line_IsTheListWithoutPrompts()
    {
        Fill(20);

        Assert.Equal(_studio.Queue.List(Anna).Waiting.Select(job => (job.Id, job.Number, job.Created)),
            _studio.Queue.Line(Anna).Waiting.Select(job => (job.Id, job.Number, job.Created)));
        Assert.NotEmpty(_studio.Queue.Line(Anna).Waiting);
    }

    [Fact]
    public void Find_MoreIdsThanADatabaseTakesAtOnce_OnlyTheUsersOwn()
    {
        Fill(30);
        var ids = _studio.Queue.History.Keys(Operator, new() { Limit = 1000 }).Select(key => key.Id)
            .Concat(Enumerable.Range(0, 2000).Select(i => $"no-{i}"));

        Assert.Equal(15, _studio.Queue.Find(Anna, ids).Count);
    }

    [Theory]
    [InlineData(JobTexts.MaxBytes)]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task Texts_HoweverFewAreKept_AreTheSameEveryTime(long bytes)
    {
        Fill(50);
        var texts = new JobTexts(_studio.Queue, bytes);
        var keys = _studio.Queue.History.Keys(Operator, new() { Limit = 1000 });
        var expected = string.Join(',',
            keys.Select(key => _studio.Store.Find(key.Id)!).Select(job => Encoding.UTF8.GetString(JobTexts.QueueItem(job))));

        for (var round = 0; round < 3; round++)
            Assert.Equal(expected, await WriteAsync(texts, Operator, keys));
    }

    [Fact]
    public async Task Texts_OfAJobThatWentAwayMeanwhile_AreLeftOut()
    {
        Fill(6);
        var texts = new JobTexts(_studio.Queue);
        var keys = _studio.Queue.History.Keys(Operator, new() { Limit = 1000 });
        _studio.Queue.Clear(Operator);

        Assert.Equal(_studio.Queue.History.Keys(Operator, new()).Count,
            (await WriteAsync(texts, Operator, keys)).Split("StubX").Length - 1);
    }

    private static async Task<string> WriteAsync(JobTexts texts, CurrentUser user, IReadOnlyList<JobKey> keys)
    {
        using var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        await texts.WriteAsync(writer, JobTexts.QueueItem, user, keys, default);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Half Anna's, half Ben's, a third waiting, the rest over in every way.</summary>
    private void Fill(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var job = new Job
            {
                Id = Guid.NewGuid().ToString(),
                Owner = i % 2 == 0 ? "anna" : "ben",
                Number = i * 7 % 11,
                Prompt = """{"1":{"class_type":"StubX","inputs":{"n":N}}}""".Replace("N}", $"{i}}}", StringComparison.Ordinal),
                ExtraData = "{}",
                Outputs = ["1"],
                Created = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + (i / 3)),
            };
            _studio.Store.Add(job, job.Number, i);
            if (i % 3 != 0)
                _studio.Store.Update(job with { State = Over[i / 3 % 3], Started = job.Created,
                    Ended = job.Created.AddMilliseconds(i * 13 % 17), Result = JobResult.Empty });
        }
    }
}
