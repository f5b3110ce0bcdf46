using System.Net;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

public sealed class SignInThrottleTests
{
    private readonly ManualTime _time = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new(_time);

    [Fact]
    public async Task Attempts_AtOnce_AreNoMoreThanFiveUntilTheyHaveEnded()
    {
        var begun = new List<SignInAttempt>();
        for (var i = 0; i < 5; i++)
            begun.Add((await EnterAsync("a")).Attempt!);
        var waiting = Enumerable.Range(0, SignInThrottle.MostWaiting).Select(_ => EnterAsync("a")).ToList();
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        var beyond = await EnterAsync("a");
        Assert.Equal((true, SignInThrottle.BusyWait, null), (beyond.IsBusy, beyond.Wait, beyond.Attempt));
        Assert.NotNull((await EnterAsync("b")).Attempt); // another address is not held up

        begun.ForEach(attempt => attempt.Failed());

        foreach (var one in await Task.WhenAll(waiting))
            Assert.Equal((null, false, TimeSpan.FromMinutes(1)), (one.Attempt, one.IsBusy, one.Wait));
    }

    [Fact]
    public async Task Attempts_ThatSucceed_LetTheNextInAndCountNothing()
    {
        for (var round = 0; round < 4; round++)
        {
            var begun = new List<SignInAttempt>();
            for (var i = 0; i < 5; i++)
                begun.Add((await EnterAsync("a")).Attempt!);
            var waiting = Enumerable.Range(0, 5).Select(_ => EnterAsync("a")).ToList();
            begun.ForEach(attempt => attempt.Succeeded());
            foreach (var one in await Task.WhenAll(waiting))
                one.Attempt!.Dispose();
        }
    }

    [Fact]
    public async Task Attempt_WaitingForTwoSubjects_BeginsWhenBothHaveRoom()
    {
        var ofAddress = await FiveAsync("address");
        var ofAccount = await FiveAsync("account");
        var waiting = _throttle.EnterAsync(default, "address", "account");
        ofAddress[0].Dispose();
        Assert.False(waiting.IsCompleted);
        ofAccount[0].Dispose();
        (await waiting).Attempt!.Failed();
        Assert.All(ofAddress.Skip(1).Concat(ofAccount.Skip(1)), attempt => attempt.Failed());
        Assert.Equal((60, 60), ((int)_throttle.Wait("address").TotalSeconds, (int)_throttle.Wait("account").TotalSeconds));
    }

    [Fact]
    public async Task Attempt_WhoseCallerLeaves_IsOutOfTheLine()
    {
        var begun = await FiveAsync("a");
        using var leaving = new CancellationTokenSource();
        var left = _throttle.EnterAsync(leaving.Token, "a");
        var next = _throttle.EnterAsync(default, "a");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        begun[0].Dispose();
        Assert.NotNull((await next).Attempt);
    }

    [Fact]
    public async Task Wait_AfterTheClockWasSetBack_IsAsLongAsItsRule()
    {
        foreach (var attempt in await FiveAsync("a"))
            attempt.Failed();
        _time.SetWall(TimeSpan.FromDays(-1));
        Assert.Equal(TimeSpan.FromMinutes(1), _throttle.Wait("a"));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.Zero, _throttle.Wait("a"));
        (await EnterAsync("a")).Attempt!.Failed(); // one is enough for the next
        Assert.Equal(TimeSpan.FromMinutes(2), _throttle.Wait("a"));
    }

    [Theory]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:ffff:1::2", true)] // one customer's /48
    [InlineData("2001:db8:1::1", "2001:db8:2::1", false)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    public void Subject_OfAnAddress_IsWhatOneCustomerHas(string one, string other, bool same) =>
        Assert.Equal(same, SignInThrottle.Subject(IPAddress.Parse(one)) == SignInThrottle.Subject(IPAddress.Parse(other)));

    private Task<SignInAdmission> EnterAsync(string subject) => _throttle.EnterAsync(default, subject);

    private async Task<List<SignInAttempt>> FiveAsync(string subject)
    {
        var begun = new List<SignInAttempt>();
        for (var i = 0; i < 5; i++)
            begun.Add((await EnterAsync(subject)).Attempt!);
        return begun;
    }
}
