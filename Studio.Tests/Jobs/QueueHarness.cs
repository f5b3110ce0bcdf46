using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;
using Studio.Web.Data;
using Studio.Web.Gallery;
using Studio.Web.Health;
using Studio.Web.Jobs;

namespace Studio.Tests.Jobs;

/// <summary>
/// A queue over a database of its own, with the fake engine. <see cref="Restart"/> is a new server on what the old one left.
/// </summary>
internal sealed class QueueHarness : IAsyncDisposable
{
    public static readonly CurrentUser Anna = StudioApplication.User("anna");
    public static readonly CurrentUser Ben = StudioApplication.User("ben");
    public static readonly CurrentUser Viewer = StudioApplication.User("vera", Roles.Viewer);
    public static readonly CurrentUser Operator = StudioApplication.User("otto", Roles.Operator);

    private readonly TemporaryFolder _folder;
    private readonly StudioDb _db;
    private readonly Thumbnails _thumbnails;

    public QueueHarness(QueueHarness? before = null)
    {
        _folder = before?._folder ?? new TemporaryFolder();
        Options = new StudioOptions { StudioDir = _folder.Path };
        foreach (var (_, path) in Options.Paths.Writable)
            Directory.CreateDirectory(path);
        _db = new StudioDb(Options);
        _db.Migrate(TimeProvider.System);
        Store = new JobStore(_db);
        Events = new JobEvents(TimeProvider.System);
        var pictures = new ImageStore(Options, TimeProvider.System);
        _thumbnails = new Thumbnails(Options);
        var gallery = new PictureGallery(pictures, new GalleryIndex(_db), _thumbnails, TimeProvider.System);
        var files = new UserPictures(pictures, gallery, new PictureCache());
        var engine = new FakeEngine(World);
        var users = new UserStore(_db);
        foreach (var user in new[] { Anna, Ben, Viewer, Operator })
            users.AddAsync(new User(user.Id, user.Name, user.Roles.Single(), null, "stamp", true, null, Limits.None, default), default)
                .GetAwaiter().GetResult();
        var limits = new DailyLimits(new UsageStore(_db), users, new ApiKeyStore(_db), TimeProvider.System);
        Line = new JobLine(Store, Events, TimeProvider.System);
        Leases = new Leases(Store, Line, Events, TimeProvider.System);
        Queue = new JobQueue(Store, Events, engine, files, new JobRules(limits), Line, TimeProvider.System);
        Room = new DiskRoom(Options, Volumes);
        var end = new JobEnd(Line, Leases, limits, Room, TimeProvider.System, NullLogger<JobEnd>.Instance);
        var requests = new RunRequests(files, new PictureTexts(), users, Options);
        Runner = new JobRunner(Leases, Events, [new EngineWorker(engine)], requests, end, [Recorder], limits, TimeProvider.System,
            NullLogger<JobRunner>.Instance);
        Leases.Recover();
    }

    public StudioOptions Options { get; }

    public FakeVolumes Volumes { get; } = new();

    public DiskRoom Room { get; }

    /// <summary>Hears of every output, as the gallery does.</summary>
    public OutputListener Recorder { get; } = new();

    public FakeWorld World { get; } = new();

    public JobStore Store { get; }

    public JobEvents Events { get; }

    public JobLine Line { get; }

    public Leases Leases { get; }

    public JobQueue Queue { get; }

    public JobRunner Runner { get; }

    public static JsonObject Prompt(string name = "x") =>
        (JsonObject)JsonNode.Parse("""{"1": {"class_type": "Gate", "inputs": {"name": "NAME"}}}""".Replace("NAME", name))!;

    public static JsonObject Picture() => (JsonObject)JsonNode.Parse("""
        {"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "pic"}}}
        """)!;

    /// <summary>A waiting job that must be accepted.</summary>
    public Job Add(CurrentUser user, string name = "x", double? number = null, bool front = false)
    {
        var result = Queue.Enqueue(user, new(Prompt(name)) { Number = number, Front = front });
        return result.Job ?? throw new InvalidOperationException(result.Error?.Text().Message);
    }

    public DiskWatch Watch(TimeProvider? time = null) =>
        new(Line, Room, _db, Options, time ?? TimeProvider.System, NullLogger<DiskWatch>.Instance);

    /// <summary>Holds the database's write lock until disposed, as another program does.</summary>
    public IDisposable HoldDatabase() => HeldDatabase.Hold(Options.Paths.Database);

    /// <summary>What no rule of the queue allows: changes rows behind its back.</summary>
    public void Execute(string sql, object parameters)
    {
        using var connection = _db.Open();
        connection.Execute(sql, parameters);
    }

    /// <summary>What another server finds that starts on this folder while this one is dead: its runner is never asked again.</summary>
    public QueueHarness Restart() => new(this);

    /// <summary>The first event that fits, seen by somebody who sees all.</summary>
    public async Task<JobEvent> WaitAsync(Func<JobEvent, bool> fits, Action? once = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var happened in Events.Watch(Operator, patience.Token))
        {
            if (happened is JobEvent.Snapshot)
                once?.Invoke();
            if (fits(happened))
                return happened;
        }

        throw new InvalidOperationException("The watch ended.");
    }

    public Task<JobEvent> EndAsync(string id, Action? once = null) =>
        WaitAsync(happened => happened is JobEvent.Released { Job: var job } && job.Id == id, once);

    public async ValueTask DisposeAsync()
    {
        _thumbnails.Dispose();
        await Runner.StopAsync(CancellationToken.None);
        Runner.Dispose();
        _db.Close();
        World.Dispose();
        if (Directory.Exists(_folder.Path))
            _folder.Dispose();
    }
}

/// <summary>Counts the outputs it was told of; throws what a test wants.</summary>
internal sealed class OutputListener : IJobOutputs
{
    private readonly List<string> _told = [];

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_told)
                return [.. _told];
        }
    }

    /// <summary>What it does when it is told of an output, before it counts it.</summary>
    public Action? Before { get; set; }

    public void Shown(Job job, ExecutionEvent.Executed shown)
    {
        Before?.Invoke();
        lock (_told)
            _told.Add(shown.Node.Id);
    }
}

/// <summary>The queue's calls without waiting: the fake engine's checks are done at once.</summary>
internal static class QueueCalls
{
    public static EnqueueResult Enqueue(this JobQueue queue, CurrentUser user, JobRequest request) =>
        queue.EnqueueAsync(user, request).GetAwaiter().GetResult();

    public static EnqueueResult? Replay(this JobQueue queue, CurrentUser user, string id) =>
        queue.ReplayAsync(user, id).GetAwaiter().GetResult();
}
