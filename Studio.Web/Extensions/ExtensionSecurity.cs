using Studio.Web.Auth;
using Studio.Web.Extensions.Packages;

namespace Studio.Web.Extensions;

/// <summary>What somebody wants to do to the extensions over the network.</summary>
public enum ExtensionOperation
{
    InstallListed,
    InstallAny,
    Remove,
    Enable,
    Disable,
    Restart,
}

/// <summary>Who wants it, for the rules and for the audit log.</summary>
public sealed record ExtensionRequest(CurrentUser User, AuditEntry Entry);

/// <summary>The level or the role forbids it; the message says what would allow it.</summary>
public sealed class ExtensionForbiddenException(string message) : Exception(message);

/// <summary>
/// What may be done to extensions over the network: nothing (strong), signed packages of the configured catalogue (normal), anything
/// (weak). An extension is code with all the rights of the server, so every wish is asked here, whichever door it came through, and is a
/// line in the audit log. Changes take effect after a restart.
/// </summary>
internal sealed class ExtensionSecurity(
    StudioOptions options, Access access, ExtensionInstaller installer, SignedCatalogue catalogue, RestartRequest restart, Audit audit)
{
    public ExtensionSecurityLevel Level => options.Extensions.Security is var level && level != ExtensionSecurityLevel.Auto ? level
        : access.Mode == AccessMode.Keyed ? ExtensionSecurityLevel.Strong : ExtensionSecurityLevel.Normal;

    /// <summary>Something was changed since the start.</summary>
    public bool NeedsRestart { get; private set; }

    public bool Allows(ExtensionOperation operation) => Level switch
    {
        ExtensionSecurityLevel.Weak => true,
        ExtensionSecurityLevel.Normal => operation != ExtensionOperation.InstallAny,
        _ => false,
    };

    /// <summary>From the catalogue, by name; the newest listed unless a version is given. Replaces what is installed.</summary>
    public Task InstallListedAsync(ExtensionRequest by, string name, string? version, CancellationToken cancellationToken) =>
        DoAsync(by, ExtensionOperation.InstallListed,
            installer.Exists(name) ? AuditActions.ExtensionUpdated : AuditActions.ExtensionInstalled, name, async () =>
        {
            var entry = await FindAsync(name, version, cancellationToken);
            await using var file = NewTemporary();
            await catalogue.FetchAsync(entry, file, cancellationToken);
            Install(file, name, entry);
        });

    /// <summary>A package that somebody sends. At the level normal it must be one that the catalogue lists, byte for byte.</summary>
    public Task InstallSentAsync(ExtensionRequest by, Stream package, string? name, CancellationToken cancellationToken) =>
        DoAsync(by, Allows(ExtensionOperation.InstallAny) ? ExtensionOperation.InstallAny : ExtensionOperation.InstallListed,
            AuditActions.ExtensionInstalled, name ?? "a package", async () =>
        {
            await using var file = NewTemporary();
            await package.CopyToAsync(file, cancellationToken);
            file.Position = 0;
            var entry = Allows(ExtensionOperation.InstallAny) ? null : await FindSentAsync(file, cancellationToken);
            Install(file, entry?.Name ?? name, entry);
        });

    /// <summary>Whatever lies at an address; only at the level weak.</summary>
    public Task InstallFromAsync(ExtensionRequest by, Uri address, string? name, CancellationToken cancellationToken) =>
        DoAsync(by, ExtensionOperation.InstallAny, AuditActions.ExtensionInstalled, name ?? address.GetLeftPart(UriPartial.Path),
            async () =>
        {
            await using var file = NewTemporary();
            await catalogue.FetchAsync(address, file, cancellationToken);
            Install(file, name, null);
        });

    public Task RemoveAsync(ExtensionRequest by, string name) =>
        DoAsync(by, ExtensionOperation.Remove, AuditActions.ExtensionRemoved, name, () => Change(() => installer.Remove(name)));

    public Task SwitchAsync(ExtensionRequest by, string name, bool on) => DoAsync(
        by, on ? ExtensionOperation.Enable : ExtensionOperation.Disable,
        on ? AuditActions.ExtensionEnabled : AuditActions.ExtensionDisabled, name,
        () => Change(() => installer.Switch(name, on)));

    /// <summary>Ends the server with the code that asks whoever started it to start it again.</summary>
    public Task RestartAsync(ExtensionRequest by) => DoAsync(by, ExtensionOperation.Restart, AuditActions.Restart, "the server", () =>
    {
        restart.Ask();
        return Task.CompletedTask;
    });

    public Task<IReadOnlyList<CatalogueEntry>> CatalogueAsync(CancellationToken cancellationToken) =>
        catalogue.ListAsync(cancellationToken);

    /// <summary>Asks the rules, does it, and writes down how it went.</summary>
    private async Task DoAsync(ExtensionRequest by, ExtensionOperation operation, string action, string target, Func<Task> work)
    {
        var entry = by.Entry with { Action = action, Target = target };
        if (Objection(by.User, operation) is { } objection)
        {
            audit.Record(entry with { Result = AuditResult.Refused, Detail = objection });
            throw new ExtensionForbiddenException(objection);
        }

        try
        {
            await work();
            audit.Record(entry);
        }
        catch (ExtensionException e)
        {
            audit.Record(entry with { Result = AuditResult.Failed, Detail = e.Message });
            throw;
        }
    }

    private string? Objection(CurrentUser user, ExtensionOperation operation)
    {
        if (!user.IsAdmin)
            return "Only administrators change extensions.";
        if (Allows(operation))
            return null;
        var level = Level.ToString().ToLowerInvariant();
        return operation == ExtensionOperation.InstallAny
            ? $"The extension security level {level} does not allow packages that the configured catalogue does not list."
            : $"The extension security level {level} allows no changes over the network. Put the folder into STUDIO_DIR/extensions yourself, or set Extensions:Security.";
    }

    private void Install(Stream file, string? name, CatalogueEntry? entry)
    {
        using var package = ExtensionPackage.Open(file);
        if (entry is not null)
        {
            using var key = catalogue.Key();
            package.RequireSignature(key);
            if (package.Contents!.Name != entry.Name || package.Contents.Version != entry.Version)
                throw new ExtensionException(
                    $"The package is {package.Contents.Name} {package.Contents.Version}, not {entry.Name} {entry.Version}.");
        }

        installer.Install(package, package.Contents?.Name
            ?? name ?? throw new ExtensionException($"Say what the extension is to be called with ?name=; the package does not."));
        NeedsRestart = true;
    }

    private Task Change(Action change)
    {
        change();
        NeedsRestart = true;
        return Task.CompletedTask;
    }

    private async Task<CatalogueEntry> FindAsync(string name, string? version, CancellationToken cancellationToken)
    {
        var entries = (await catalogue.ListAsync(cancellationToken)).Where(
            entry => entry.Name == name && (version is null || entry.Version == version)).ToList();
        return entries.Count > 0
            ? entries.MaxBy(entry => Version.TryParse(entry.Version, out var number) ? number : new Version(0, 0))!
            : throw new ExtensionException($"The catalogue does not list {name}{(version is null ? "" : " " + version)}.");
    }

    private async Task<CatalogueEntry> FindSentAsync(Stream file, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        return (await catalogue.ListAsync(cancellationToken)).FirstOrDefault(
            entry => entry.Sha256.Equals(hash, StringComparison.OrdinalIgnoreCase))
            ?? throw new ExtensionException("The catalogue does not list this package.");
    }

    private FileStream NewTemporary()
    {
        Directory.CreateDirectory(options.Paths.Temp);
        return new(Path.Join(options.Paths.Temp, $"extension-{Guid.NewGuid():N}.zip"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
    }
}
