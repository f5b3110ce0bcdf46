using System.Net;
using System.Text;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Attacks;

/// <summary>Many sign-ins at once: no more guesses than one after the other, and nobody else's way in is shut.</summary>
public sealed class SignInFloodTests : IAsyncLifetime
{
    private const string Password = "a password of bob";

    private StudioApplication _studio = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync();
        await _studio.CreateUserAsync("bob", Password);
    }

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Theory]
    [InlineData("""{"user": "bob", "password": "guess number 0"}""")]
    [InlineData("""{"user": "invented 0", "password": "some password"}""")]
    [InlineData("""{"api_key": "wrong-key-0123456789abcdef 0"}""")]
    public async Task Guesses_AtOnceFromOneAddress_AreFiveAndTheRestIsRefused(string body)
    {
        using var stranger = _studio.CreateClientFrom("127.0.0.66");
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => StatusAsync(stranger, body.Replace("0\"}",
            $"{number}\"}}", StringComparison.Ordinal).Replace("invented 0", $"invented {number}", StringComparison.Ordinal))));
        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.Unauthorized));
        Assert.All(answers, status => Assert.Contains(status,
            new[] { HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable }));

        using var bob = _studio.CreateClientFrom("127.0.0.8");
        var right = await StatusAsync(bob, $$"""{"user": "bob", "password": "{{Password}}"}""");
        // whoever guesses at bob's account shuts it for places where he is not signed in
        Assert.Equal(body.Contains("bob", StringComparison.Ordinal) ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK, right);
    }

    [Fact]
    public async Task Guesses_OfAStranger_DoNotShutTheAccountWhereItsOwnerIsSignedIn()
    {
        using var bob = _studio.CreateClientFrom("127.0.0.8");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bob, $$"""{"user": "bob", "password": "{{Password}}"}"""));
        using var stranger = _studio.CreateClientFrom("127.0.0.66");
        for (var i = 0; i < 5; i++)
            await StatusAsync(stranger, $$"""{"user": "bob", "password": "guess number {{i}}"}""");

        using var other = _studio.CreateClientFrom("127.0.0.9");
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(other, """{"user": "bob", "password": "another guess"}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(bob, """{"user": "bob", "password": "misspelt password"}"""));
        await _studio.Get<Web.Auth.Users.UserAccounts>().ChangeAsync((await _studio.Get<Web.Auth.Users.UserStore>().FindByNameAsync("bob",
            default))!.Id, new(Password: "a new password of his"), default);
        Assert.Equal(HttpStatusCode.OK,
            await StatusAsync(bob, """{"user": "bob", "password": "a new password of his"}""")); // not one that is remembered
    }

    [Fact]
    public async Task Basic_RightPasswordInManyRequestsAtOnce_IsOneAttempt()
    {
        using var program = _studio.CreateClientFrom("127.0.0.7");
        var header = $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"bob:{Password}"))}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var response = await program.SendAsync(HttpMethod.Get, "/queue", header);
            return response.StatusCode;
        }));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string body)
    {
        using var response = await client.PostAsync("/api/auth/login", body);
        Assert.Equal(response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable,
            response.Headers.RetryAfter is not null);
        return response.StatusCode;
    }
}
