using System.Net;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Updates;

namespace Studio.Tests.Updates;

/// <summary>Whom the pages are open to while everybody else waits.</summary>
public sealed class MaintenancePageTests
{
    [Fact]
    public async Task On_Administrator_SeesEveryPageAndItsPicturesAndNobodyElseDoes()
    {
        await using var studio = await StudioApplication.StartAsync();
        studio.Get<MaintenanceMode>().Enter(MaintenanceSwitch.Console("x"), null);
        using var admin = await studio.CreateClientAsync(CurrentUser.Administrator);
        using var otto = await studio.CreateClientAsync(StudioApplication.User("otto", Roles.Operator));
        using var program = studio.CreateClient();
        foreach (var path in new[] { "/", "/studio/gallery", "/studio/queue", "/studio/settings", "/studio/account", "/studio/users",
            "/studio/audit" })
        {
            using var page = await admin.SendAsync(HttpMethod.Get, path, "Accept: text/html");
            Assert.NotEqual((path, HttpStatusCode.ServiceUnavailable), (path, page.StatusCode));
            using var closed = await otto.SendAsync(HttpMethod.Get, path, "Accept: text/html");
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, closed.StatusCode));
            Assert.Contains("rel=\"icon\" href=\"/favicon.svg\"", await closed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var (client, path, expected) in new[] { (admin, "/view?filename=none.png", 404), (admin, "/api/gallery", 200),
            (otto, "/api/gallery", 503), (program, "/api/gallery", 503) })
            Assert.Equal((path, expected), (path, (int)(await client.GetAsync(path)).StatusCode));
        using var posted = await admin.PostAsync("/prompt", "{}");
        using var icon = await studio.CreateAnonymousClient().GetAsync("/favicon.svg");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (posted.StatusCode, icon.StatusCode));
    }
}
