using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Studio.Web.Auth;

namespace Studio.Web.Hosting;

/// <summary>The few lines an operator sees at start: where it is, how to get in, how long it took.</summary>
internal static class Banner
{
    /// <param name="onlyKey">Shows nothing but a key that was made at this start, which nobody could learn otherwise.</param>
    public static async Task ShowAsync(WebApplication app, StudioOptions options, TimeSpan elapsed, bool onlyKey = false)
    {
        var access = app.Services.GetRequiredService<Access>();
        var addresses = Addresses(app).Select(Reachable).Distinct().ToList();
        if (options.LogFormat == LogFormat.Json)
        {
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Studio").LogInformation(
                "Studio {Version} is ready at {Addresses} after {Seconds:0.00} s in {Mode} mode", ProductVersion.Text, addresses,
                elapsed.TotalSeconds, access.Mode);
        }

        var lines = new List<string>
        {
            "",
            $"  Studio {ProductVersion.Text}    {string.Join("  ", addresses)}",
            $"  folder   {options.StudioDir}",
            $"  sign in  {HowToSignIn(access)}",
            string.Create(CultureInfo.InvariantCulture, $"  ready in {elapsed.TotalSeconds:0.0} s; Ctrl+C stops"),
            "",
        };
        // the generated key must be seen even where the log is JSON: it is shown this once
        if ((options.LogFormat != LogFormat.Json && !onlyKey) || access.MasterKey?.WasGenerated == true)
            await Console.Out.WriteLineAsync(string.Join('\n', lines));
    }

    /// <summary>The addresses the server is really bound to, e.g. http://127.0.0.1:8188.</summary>
    public static IReadOnlyCollection<string> Addresses(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    private static string Reachable(string address) =>
        address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);

    private static string HowToSignIn(Access access) => access.MasterKey switch
    {
        null => "not needed: only this machine can reach the server",
        { WasGenerated: true } key => $"with this key, shown only now and kept in {key.Origin}:\n\n           {key.Reveal()}\n",
        var key => $"with the key from {key.Origin}",
    };
}
