using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Studio.Tests.Support;

/// <summary>
/// How tests draw at random: the same draws in every run, so that a failure is one for everybody, and others by setting
/// STUDIO_TEST_SEED to a number or to "new". The seed is printed either way.
/// </summary>
internal static class RandomTests
{
    private const string Variable = "STUDIO_TEST_SEED";

    /// <summary>What FsCheck needs to draw: <paramref name="count"/> cases from the seed that is chosen, which the output tells.</summary>
    public static Config Draw(ITestOutputHelper output, int count = 100)
    {
        var seed = Seed(Environment.GetEnvironmentVariable(Variable));
        output.WriteLine($"{count} cases are drawn from seed {seed}; the same ones again: {Variable}={seed}");
        return Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, 1); // the second number must be odd, and one will do
    }

    /// <summary>
    /// Waits for a run that was drawn at random, and fails with its prompt when it does not end: a node may wait for ever by design.
    /// </summary>
    public static async Task<T> EndsAsync<T>(Func<CancellationToken, Task<T>> run, string prompt, TimeSpan? limit = null)
    {
        using var stop = new CancellationTokenSource();
        var running = run(stop.Token);
        if (await Task.WhenAny(running, Task.Delay(limit ?? TimeSpan.FromSeconds(60), CancellationToken.None)) == running)
            return await running;
        await stop.CancelAsync();
        Assert.Fail($"This prompt does not come to an end: {prompt}");
        throw new InvalidOperationException(); // Fail has thrown
    }

    internal static ulong Seed(string? chosen) => chosen switch
    {
        null or "" => 1,
        "new" => (ulong)Random.Shared.NextInt64(),
        _ => ulong.Parse(chosen, CultureInfo.InvariantCulture),
    };
}
