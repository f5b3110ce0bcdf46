using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Attacks;

/// <summary>
/// Ben by cookie, and Bea by key, go for everything of Anna's through every route that there is. Nothing is told, and nothing of hers
/// changes.
/// </summary>
public sealed class OtherUserRouteTests : IAsyncLifetime
{
    private static readonly CurrentUser Ben = StudioApplication.User("ben");

    private readonly FakeWorld _world = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: FakeEngine.With(_world));

    public async Task DisposeAsync()
    {
        await _studio.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task EveryPersonalRoute_AskedForAnothersThings_TellsAndChangesNothing()
    {
        using var anna = await Victim.CreateAsync(_studio, _world);
        var twins = Routes().Where(route => route.Contains(" /api/", StringComparison.Ordinal)).ToHashSet();
        var before = await anna.StateAsync();
        Assert.All(anna.Marks, mark => Assert.Contains(mark, before + anna.SessionHandle, StringComparison.Ordinal));
        var fallen = new List<string>();
        foreach (var client in await ClientsAsync())
        {
            foreach (var attack in OtherUserRoutes.All(anna))
            {
                var paths = twins.Contains(attack.Route.Replace(" /", " /api/", StringComparison.Ordinal))
                    ? new[] { attack.Path, "/api" + attack.Path }
                    : [attack.Path];
                foreach (var path in paths)
                    fallen.AddRange(await TryAsync(client, attack, path, anna));
            }

            if (await anna.StateAsync() != before)
                fallen.Add($"something of hers has changed: {await anna.StateAsync()}\n--- was ---\n{before}");
            client.Dispose();
        }

        Assert.True(fallen.Count == 0, string.Join('\n', fallen));
    }

    [Fact]
    public async Task Route_OfTheServer_IsAttackedOrNotPersonalForAReason()
    {
        using var anna = await Victim.CreateAsync(_studio, _world);
        var attacked = OtherUserRoutes.All(anna).Select(attack => attack.Route).ToHashSet();
        var routes = Routes();

        Assert.DoesNotContain(routes.Select(route => Plain(route, routes)).Distinct(),
            route => !attacked.Contains(route) && !OtherUserRoutes.IsNotPersonal(route));
        Assert.Empty(attacked.Except(routes));
        Assert.DoesNotContain(OtherUserRoutes.NotPersonal,
            row => !routes.Any(route => Regex.IsMatch(Plain(route, routes), $"^({row.Route})$")));
    }

    [Fact]
    public async Task Route_OfAdministrators_Is403()
    {
        foreach (var client in await ClientsAsync())
        {
            foreach (var route in Routes().Where(route => route.Contains(" /api/admin/", StringComparison.Ordinal)))
            {
                using var response =
                    await client.SendAsync(new HttpMethod(route.Split(' ')[0]), Regex.Replace(route.Split(' ')[1], @"\{[^}]*\}", "admin"));
                Assert.Equal((route, 403), (route, (int)response.StatusCode));
            }

            client.Dispose();
        }
    }

    [Fact]
    public async Task Page_OfAnotherUser_HoldsNothingOfTheVictim()
    {
        using var anna = await Victim.CreateAsync(_studio, _world);
        using var ben = await _studio.CreateClientAsync(Ben);
        foreach (var page in new[] { "/", "/studio/queue", "/studio/gallery", "/studio/settings", "/studio/models", $"/?job={anna.Done}",
            $"/studio/gallery?text={Victim.Mark}" })
        {
            using var response = await ben.SendAsync(HttpMethod.Get, page, "Accept: text/html");
            var text = (await response.Content.ReadAsStringAsync()).Replace(page.Contains('?') ? Victim.Mark : "\0", "",
                StringComparison.Ordinal);
            Assert.All(anna.Marks.Where(mark => !page.Contains(mark, StringComparison.Ordinal)),
                mark => Assert.DoesNotContain(mark, text, StringComparison.Ordinal));
        }
    }

    private static async Task<IEnumerable<string>> TryAsync(HttpClient client, RouteAttack attack, string path, Victim anna)
    {
        using var request = new HttpRequestMessage(attack.Method, path) { Content = attack.Body?.Invoke() };
        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var answer = $"{(int)response.StatusCode} {body}";
        var fallen = new List<string>();
        if (!Fits(attack.Expected, (int)response.StatusCode, answer))
            fallen.Add($"{attack.Method} {path}: {answer} instead of {attack.Expected}");
        var asked = path + (request.Content is StringContent sent
            ? await sent.ReadAsStringAsync()
            : ""); // what was asked for may be named in the answer
        if (!attack.Expected.EndsWith('*') && anna.Marks.FirstOrDefault(
            mark => body.Contains(mark, StringComparison.Ordinal) && !asked.Contains(mark, StringComparison.Ordinal)) is { } told)
            fallen.Add($"{attack.Method} {path} tells {told}: {body}");
        return fallen;
    }

    private static bool Fits(string expected, int status, string answer) => expected switch
    {
        "*" => status < 500,
        _ when expected.EndsWith('*') => answer.StartsWith(expected[..^1], StringComparison.Ordinal),
        _ when expected.Contains(" or ", StringComparison.Ordinal) => expected.Split(" or ").Contains($"{status}"),
        _ when expected.Contains(' ') => answer == expected,
        _ => expected == $"{status}",
    };

    private async Task<HttpClient[]> ClientsAsync() =>
        [await _studio.CreateClientAsync(Ben), _studio.CreateClient(await _studio.CreateKeyAsync(StudioApplication.User("bea")))];

    /// <summary>A twin below /api counts as the route itself.</summary>
    private static string Plain(string route, HashSet<string> routes) =>
        route.Replace(" /api/", " /", StringComparison.Ordinal) is var bare && routes.Contains(bare) ? bare : route;

    private HashSet<string> Routes() =>
    [
        .. from endpoint in _studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
               ? methods
               : ["GET", "POST"]
           where method is not ("OPTIONS" or "HEAD")
           select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}",
    ];
}
