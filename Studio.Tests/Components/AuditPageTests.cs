using System.Net;
using AngleSharp.Html.Parser;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Components;

public sealed class AuditPageTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    [Fact]
    public async Task Page_ForAnAdministrator_ShowsWhatMatchesTheAddress()
    {
        var audit = _studio.Get<Audit>();
        audit.Record(new AuditEntry("key.created") { UserName = "anna", Target = "sk_12345678 <b>" });
        audit.Record(new AuditEntry("user.deleted") { UserName = "ben", Target = "carl" });
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);

        var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync("/studio/audit?what=key&who=anna"));

        var row = Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Contains("sk_12345678 <b>", row.TextContent);
        Assert.Contains("anna", row.TextContent);
        Assert.Contains("format=ndjson", page.QuerySelector("a[download]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Page_OfAnotherDay_ShowsNothingOfToday()
    {
        _studio.Get<Audit>().Record(new AuditEntry("key.created") { UserName = "dated", Target = "sk_87654321" });
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        var today = _studio.Get<TimeProvider>().GetUtcNow();
        foreach (var (query, rows) in new[] { ($"from={today:yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}", 1),
            ($"to={today.AddDays(-1):yyyy-MM-dd}", 0), ($"from={today.AddDays(2):yyyy-MM-dd}", 0), ("from=never", 1) })
        {
            var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync($"/studio/audit?who=dated&{query}"));
            Assert.Equal(rows, page.QuerySelectorAll("tbody tr").Length);
        }
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Artist)]
    public async Task Page_ForOthers_IsRefused(string role)
    {
        using var client = await _studio.CreateClientAsync(StudioApplication.User("otto", role));
        using var response = await client.SendAsync(HttpMethod.Get, "/studio/audit", "Accept: text/html");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        // an open page asks the service, which asks again
        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => _studio.Get<AuditLog>().ReadAsync(StudioApplication.User("otto", role), new()));
    }
}
