using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

public sealed class AuditTests
{
    private const string Wrong = "wrong-key-0123456789abcdef";

    [Fact]
    public async Task WrongKey_IsOneLineWithWhoWhereAndWhy()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var stranger = studio.CreateClient(Wrong);
        stranger.DefaultRequestHeaders.UserAgent.ParseAdd("probe/1.0");
        await stranger.GetAsync("/queue");

        var line = Assert.Single(await ReadAsync(studio, "?action=refusal"));

        Assert.Equal("refused", (string?)line["result"]);
        Assert.Equal("127.0.0.1", (string?)line["address"]);
        Assert.Equal("probe/1.0", (string?)line["user_agent"]);
        Assert.Equal("GET /queue", (string?)line["target"]);
        Assert.Equal("wrong key in X-API-Key", (string?)line["detail"]);
        Assert.Null(line["user"]);
    }

    [Fact]
    public void Refusals_OfStrangers_AreShownInTheLogOnlySoOftenAndKeptAllTheSame()
    {
        using var folder = new TemporaryFolder();
        var (time, log) = (new ManualTime(), new ListLog<Audit>());
        var audit = new Audit(new() { StudioDir = folder.Path }, new OneLog(log), time);
        AuditEntry Refused(string address, string? user = null) =>
            new(AuditActions.Refusal) { Result = AuditResult.Refused, Address = address, UserId = user };
        for (var i = 0; i < 50; i++)
            audit.Record(Refused("203.0.113.9"));
        Assert.Equal(10, log.Lines.Count);
        for (var i = 0; i < 200; i++)
            audit.Record(Refused($"203.0.113.{i + 10}"));
        Assert.Equal(60, log.Lines.Count);
        audit.Record(Refused("203.0.113.9", user: "anna"));
        audit.Record(new AuditEntry(AuditActions.SignIn));
        Assert.Equal(62, log.Lines.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        audit.Record(Refused("203.0.113.9"));
        Assert.Equal(63, log.Lines.Count);
        Assert.Equal(253, audit.Posts.Count);
    }

    [Theory]
    [InlineData(null, null, "sign-in Ok: anna from 203.0.113.9")]
    [InlineData(null, "master key", "sign-in Ok: anna from 203.0.113.9: master key")]
    [InlineData("ben", null, "sign-in Ok: anna from 203.0.113.9: ben")]
    [InlineData("ben", "artist", "sign-in Ok: anna from 203.0.113.9: ben artist")]
    public void Entry_InTheLog_IsToldWithWhatItHas(string? target, string? detail, string expected)
    {
        using var folder = new TemporaryFolder();
        var log = new ListLog<Audit>();
        new Audit(new() { StudioDir = folder.Path }, new OneLog(log), TimeProvider.System).Record(
            new(AuditActions.SignIn) { UserName = "anna", Address = "203.0.113.9", Target = target, Detail = detail });
        Assert.Equal(expected, Assert.Single(log.Lines).Text);
    }

    [Fact]
    public async Task SignInAndOut_AreLines()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var browser = studio.CreateAnonymousClient();
        var signedIn = await browser.PostAsync("/api/auth/login", $$"""{"api_key":"{{StudioApplication.Key}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/logout");
        request.Headers.TryAddWithoutValidation("Cookie", $"session={signedIn.CookieValue()}");
        await browser.SendAsync(request);

        var lines = await ReadAsync(studio, "?action=sign-in");

        Assert.Equal("admin", (string?)Assert.Single(lines)["user"]);
        Assert.Equal("admin", (string?)Assert.Single(await ReadAsync(studio, "?action=sign-out"))["user"]);
    }

    [Fact]
    public async Task Record_Secrets_AreMaskedAndLinesCannotBeForged()
    {
        await using var studio = await StudioApplication.StartAsync();
        studio.Get<Audit>().Record(new AuditEntry("test")
        {
            Target = $"a\nb\u001b[31m {StudioApplication.Key}",
            Detail = "password=hunter2-hunter2 sk_abcdefgh_0123456789abcdef",
            UserAgent = new string('x', 5000),
        });

        var line = Assert.Single(await ReadAsync(studio, "?action=test"));

        Assert.Equal("a b?[31m ***", (string?)line["target"]);
        Assert.Equal("password=*** ***", (string?)line["detail"]);
        Assert.Equal(501, ((string?)line["user_agent"])!.Length);
    }

    [Fact]
    public async Task Read_Pages_GiveEveryLineOnceNewestFirst()
    {
        await using var studio = await StudioApplication.StartAsync();
        Record(studio, 5);

        var seen = new List<string?>();
        for (long? before = null; ;)
        {
            var page = await PageAsync(studio, $"?action=test&limit=2{(before is null ? "" : $"&before={before}")}");
            if (page["next"] is not { } next)
                break;
            seen.AddRange(page["entries"]!.AsArray().Select(line => (string?)line!["target"]));
            before = (long)next;
        }

        Assert.Equal(["4", "3", "2", "1", "0"], seen);
    }

    [Fact]
    public async Task Read_AsJsonLines_IsTheWholeLogOneObjectPerLine()
    {
        await using var studio = await StudioApplication.StartAsync();
        Record(studio, 1200); // more than one page
        using var client = studio.CreateClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/api/admin/audit?action=test", "Accept: application/x-ndjson");

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Enumerable.Range(0, 1200).Reverse().Select(i => $"{i}"),
            lines.Select(line => (string)JsonNode.Parse(line)!["target"]!));
    }

    [Theory]
    [InlineData("?result=refused", "b")]
    [InlineData("?user=ben", "b")]
    [InlineData("?text=10%25", "c")]
    [InlineData("?action=key", "a,d")]
    [InlineData("?action=key.created", "a")]
    [InlineData("?since=2026-01-02T03:04:06Z", "d")]
    [InlineData("?until=2026-01-02T03:04:06Z", "a,b,c")]
    public async Task Read_Filtered_GivesOnlyWhatMatches(string query, string expected)
    {
        var time = new ManualTime();
        await using var studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        var audit = studio.Get<Audit>();
        audit.Record(new AuditEntry("key.created") { Target = "a" });
        audit.Record(new AuditEntry("x") { Target = "b", Result = AuditResult.Refused, UserName = "ben" });
        audit.Record(new AuditEntry("keyless") { Target = "c", Detail = "10% and 100" });
        time.Advance(TimeSpan.FromSeconds(2));
        audit.Record(new AuditEntry("key.revoked") { Target = "d", Detail = "1000" });

        var targets = (await ReadAsync(studio, query)).Select(line => (string?)line["target"]).Order();

        Assert.Equal(expected, string.Join(',', targets));
    }

    [Theory]
    [InlineData("?result=maybe")]
    [InlineData("?limit=0")]
    [InlineData("?since=yesterday")]
    [InlineData("?format=xml")]
    public async Task Read_BadQuery_Is400WithAReason(string query)
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateClient();
        using var response = await client.GetAsync("/api/admin/audit" + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("detail", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Artist)]
    [InlineData(Roles.Viewer)]
    public async Task Read_NotAnAdministrator_Is403(string role)
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = await studio.CreateClientAsync(StudioApplication.User("anna", role));
        using var response = await client.GetAsync("/api/admin/audit");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Refusals_InAFlood_LeaveTheOtherLinesThere()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Audit.MaxEntries = 1000);
        var audit = studio.Get<Audit>();
        audit.Record(new AuditEntry("key.created") { Target = "early" });
        for (var i = 0; i < 5000; i++)
        {
            audit.Record(new AuditEntry("refusal") { Result = AuditResult.Refused, Target = $"{i}" });
            if (i % 500 == 0)
                await audit.FlushAsync();
        }

        var refusals = await ReadAsync(studio, "?result=refused&limit=1000");

        Assert.Single(await ReadAsync(studio, "?action=key"));
        Assert.InRange(refusals.Count, 500, 1000);
        Assert.Equal("4999", (string?)refusals[0]["target"]);
    }

    [Fact]
    public async Task Refusal_Repeated_IsOneLineWithANumber()
    {
        await using var studio = await StudioApplication.StartAsync();
        var audit = studio.Get<Audit>();
        for (var i = 0; i < 1000; i++)
            audit.Record(new AuditEntry("refusal") { Result = AuditResult.Refused, Target = "same" });

        var lines = await ReadAsync(studio, "?limit=1000");

        Assert.Equal(1000, lines.Sum(line => (int)line["times"]!));
        Assert.True(lines.Count < 500, $"{lines.Count} lines");
    }

    [Fact]
    public async Task Lines_OlderThanKeepDays_AreForgotten()
    {
        var time = new ManualTime();
        await using var studio = await StudioApplication.StartAsync(
            options => options.Audit.KeepDays = 30, services => services.AddSingleton<TimeProvider>(time));
        Record(studio, 1);
        Assert.Single(await ReadAsync(studio, "?action=test"));

        time.Advance(TimeSpan.FromDays(31));
        Record(studio, 1); // the writer has looked at the clock before it answers
        await studio.Get<Audit>().FlushAsync();
        time.Advance(TimeSpan.FromHours(1));
        Record(studio, 1);

        Assert.Equal(2, (await ReadAsync(studio, "?action=test")).Count);
    }

    [Fact]
    public async Task Stop_RightAfterRecording_LosesNothing()
    {
        using var folder = new TemporaryFolder();
        var db = new Studio.Web.Data.StudioDb(Path.Join(folder.Path, "studio.db"));
        db.Migrate(TimeProvider.System);
        var options = new Studio.Web.StudioOptions { StudioDir = folder.Path };
        var audit = new Audit(options, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, TimeProvider.System);
        var store = new AuditStore(db);
        using var writer = new AuditWriter(audit, store, options, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditWriter>.Instance);
        await writer.StartAsync(default);
        for (var i = 0; i < 3000; i++)
            audit.Record(new AuditEntry("test") { Target = $"{i}" });

        await writer.StopAsync(default);

        Assert.Equal(3000, (await store.FindAsync(new() { Limit = 5000 }, default)).Count);
        audit.Record(new AuditEntry("late")); // goes to the log only, and does not throw
        await audit.FlushAsync();
        db.Close();
    }

    private static void Record(StudioApplication studio, int count)
    {
        for (var i = 0; i < count; i++)
            studio.Get<Audit>().Record(new AuditEntry("test") { Target = $"{i}" });
    }

    private static async Task<List<JsonNode>> ReadAsync(StudioApplication studio, string query) =>
        [.. (await PageAsync(studio, query))["entries"]!.AsArray().Select(line => line!)];

    private static async Task<JsonNode> PageAsync(StudioApplication studio, string query)
    {
        using var client = studio.CreateClient();
        return JsonNode.Parse(await client.GetStringAsync("/api/admin/audit" + query))!;
    }

    private sealed class OneLog(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
