using Microsoft.Extensions.Options;
using Studio.Web.Auth;
using Studio.Web.Auth.External;
using Studio.Web.Auth.Proxies;
using Studio.Web.Hosting;

namespace Studio.Web;

/// <summary>
/// Every mistake in the settings, one sentence each, with the key to set. Touches the disk: folders, TLS files and keys are tried.
/// </summary>
public sealed class ValidateStudioOptions : IValidateOptions<StudioOptions>
{
    private static readonly Func<StudioOptions, IEnumerable<string>>[] Rules =
    [
        Port, Addresses, Numbers, Names, Features, Origins, Networks, External, Folders, Files, Tls, Key,
    ];

    public ValidateOptionsResult Validate(string? name, StudioOptions options)
    {
        var failures = Rules.SelectMany(rule => rule(options)).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Port(StudioOptions options)
    {
        if (options.Port is < 0 or > 65535)
            yield return $"Port is {options.Port}; it must be 1 to 65535, or 0 for any free port. {Set(nameof(options.Port))}";
    }

    private static IEnumerable<string> Addresses(StudioOptions options)
    {
        if (options.ListenAddresses.Count == 0)
            yield return $"Listen names no address. {Set(nameof(options.Listen))}";
        foreach (var address in options.ListenAddresses.Where(address => StudioOptions.ParseAddress(address) is null))
            yield return $"Listen holds '{address}', which is not an IP address. {Set(nameof(options.Listen))}";
    }

    private static IEnumerable<string> Numbers(StudioOptions options)
    {
        if (options.MaxUploadSize is <= 0 or > 100_000)
            yield return $"MaxUploadSize is {options.MaxUploadSize}; it must be over 0 and at most 100000 (MB). {Set(nameof(options.MaxUploadSize))}";
        if (options.PreviewSize is < 16 or > 4096)
            yield return $"PreviewSize is {options.PreviewSize}; it must be 16 to 4096 pixels. {Set(nameof(options.PreviewSize))}";
        if (options.CacheHeadroom is < 0 or > 100_000)
            yield return $"CacheHeadroom is {options.CacheHeadroom}; it must be 0 to 100000 GB. {Set(nameof(options.CacheHeadroom))}";
        if (options.CacheSize is < 0 or > 1_000_000)
            yield return $"CacheSize is {options.CacheSize}; it must be 0 to 1000000 results. {Set(nameof(options.CacheSize))}";
        if (options.Audit.KeepDays is < 1 or > 36_500)
            yield return $"Audit:KeepDays is {options.Audit.KeepDays}; it must be 1 to 36500. {Set("Audit:KeepDays")}";
        if (options.Audit.MaxEntries is < 1000 or > 10_000_000)
            yield return $"Audit:MaxEntries is {options.Audit.MaxEntries}; it must be 1000 to 10000000. {Set("Audit:MaxEntries")}";
        foreach (var (key, value) in Limits(options.Limits).Where(limit => limit.Value is < 0 or > 1_000_000))
            yield return $"{key} is {value}; it must be 1 to 1000000, or 0 for what the system leaves room for. {Set(key)}";
        foreach (var problem in options.Downloads.Problems())
            yield return $"{problem.Sentence} {Set(problem.Key)}";
        foreach (var problem in options.Backup.Problems(options.Paths))
            yield return $"{problem.Sentence} {Set(problem.Key)}";
        if (options.Maintenance.Patience is < 0 or > 86_400)
            yield return $"Maintenance:Patience is {options.Maintenance.Patience}; it must be 0 to 86400 seconds. {Set("Maintenance:Patience")}";
        if (options.OnnxRuntime.Threads is < 0 or > 1024)
            yield return $"OnnxRuntime:Threads is {options.OnnxRuntime.Threads}; it must be 1 to 1024, or 0 to let the runtime choose. {Set("OnnxRuntime:Threads")}";
        if (options.OnnxRuntime.DeviceMemory is not null and not (>= 0.5 and <= 10_000))
            yield return $"OnnxRuntime:DeviceMemory is {options.OnnxRuntime.DeviceMemory}; it must be 0.5 to 10000 GB, or left out for all that the card has. {Set("OnnxRuntime:DeviceMemory")}";
    }

    private static IEnumerable<(string Key, int Value)> Limits(StudioOptions.LimitOptions limits) =>
    [
        ("Limits:Connections", limits.Connections), ("Limits:Sockets", limits.Sockets),
        ("Limits:SocketsPerUser", limits.SocketsPerUser), ("Limits:SocketsPerAddress", limits.SocketsPerAddress),
    ];

    private static IEnumerable<string> Names(StudioOptions options)
    {
        string[] methods = ["none", "auto", "latent2rgb", "taesd"];
        if (options.Workers is not ("in-process" or "process"))
            yield return $"Workers is '{options.Workers}'; it must be in-process or process. {Set(nameof(options.Workers))}";
        if (!methods.Contains(options.PreviewMethod))
            yield return $"PreviewMethod is '{options.PreviewMethod}'; it must be one of {string.Join(", ", methods)}. {Set(nameof(options.PreviewMethod))}";
        if (!LogLevels.ByName.ContainsKey(options.Verbose))
            yield return $"Verbose is '{options.Verbose}'; it must be one of {string.Join(", ", LogLevels.ByName.Keys)}. {Set(nameof(options.Verbose))}";
        if (EngineWiring.UnknownPacks(options) is { } unknown)
            yield return $"{unknown} {Set(nameof(options.NodePacksOff))}";
    }

    private static IEnumerable<string> Features(StudioOptions options) =>
        options.FeatureFlags.Select(FeatureFlags.Problem).OfType<string>()
            .Select(problem => $"{problem} {Set(nameof(options.FeatureFlags))}");

    private static IEnumerable<string> Origins(StudioOptions options)
    {
        if (options.EnableCorsHeader is { } cors && cors != "*" && !IsOrigin(cors))
            yield return $"EnableCorsHeader is '{cors}'; it must be * or an origin such as https://app.example.org. {Set(nameof(options.EnableCorsHeader))}";
        foreach (var origin in options.Auth.AllowedOrigins.Where(origin => !IsOrigin(origin)))
            yield return $"Auth:AllowedOrigins holds '{origin}'; each must be an origin such as https://studio.example.org. {Set("Auth:AllowedOrigins")}";
    }

    private static IEnumerable<string> Networks(StudioOptions options)
    {
        foreach (var proxy in options.Auth.TrustedProxies.Where(text => TrustedProxies.Parse(text) is null))
            yield return $"Auth:TrustedProxies holds '{proxy}'; each must be an address or a network such as 10.1.0.0/16. {Set("Auth:TrustedProxies")}";
        foreach (var network in options.Outgoing.AllowedNetworks.Where(text => !System.Net.IPNetwork.TryParse(text, out _)))
            yield return $"Outgoing:AllowedNetworks holds '{network}'; each must be a network such as 10.1.0.0/16. {Set("Outgoing:AllowedNetworks")}";
    }

    private static IEnumerable<string> External(StudioOptions options) =>
        ExternalSettings.Problems(options).Select(problem => $"{problem.Sentence} {Set(problem.Key)}");

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && text.TrimEnd('/') == uri.GetLeftPart(UriPartial.Authority);

    private static IEnumerable<string> Folders(StudioOptions options)
    {
        foreach (var (key, path) in options.Paths.Writable)
        {
            if (WriteProbe.Try(path) is { } problem)
                yield return $"{key} {path} cannot be written: {problem} {Set(key)}";
        }
    }

    private static IEnumerable<string> Files(StudioOptions options)
    {
        foreach (var path in options.ExtraModelPathsConfig.Select(options.Paths.Resolve).Where(path => !File.Exists(path)))
            yield return $"ExtraModelPathsConfig names {path}, which is not there. {Set(nameof(options.ExtraModelPathsConfig))}";
        if (options.Paths.Resolve(options.LogFile) is { } log && WriteProbe.Try(Path.GetDirectoryName(log)!) is { } problem)
            yield return $"LogFile {log} cannot be written: {problem} {Set(nameof(options.LogFile))}";
        if (options.Paths.Resolve(options.OnnxRuntime.Library) is { } library && !File.Exists(library))
            yield return $"OnnxRuntime:Library names {library}, which is not there. {Set("OnnxRuntime:Library")}";
    }

    private static IEnumerable<string> Tls(StudioOptions options)
    {
        if (options.TlsKeyfile is null != options.TlsCertfile is null)
        {
            var missing = options.TlsKeyfile is null ? nameof(options.TlsKeyfile) : nameof(options.TlsCertfile);
            yield return $"TLS needs both a key and a certificate; {missing} is missing. {Set(missing)}";
        }
        else if (TlsCertificate.Problem(options) is { } problem)
        {
            yield return $"TlsKeyfile and TlsCertfile cannot be used: {problem} {Set(nameof(options.TlsCertfile))}";
        }
    }

    private static IEnumerable<string> Key(StudioOptions options)
    {
        if (MasterKey.Problem(options.Auth.KeySource) is { } problem)
            yield return problem;
    }

    private static string Set(string key) => $"Set {Flags.WaysToSet(key)}.";
}
