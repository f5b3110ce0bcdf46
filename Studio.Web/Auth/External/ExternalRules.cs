namespace Studio.Web.Auth.External;

/// <summary>Whom a provider's word lets in, and as what.</summary>
internal static class ExternalRules
{
    private const string Everybody = "*";

    /// <param name="email">One that the provider vouches for; null when there is none.</param>
    public static bool Admits(StudioOptions.ExternalOptions options, string? email) =>
        options.AllowedDomains.Contains(Everybody)
        // an Access policy has chosen already; whoever merely has an account at a provider has not been chosen by anybody
        || options is StudioOptions.CloudflareAccessOptions { AllowedEmails: [], AllowedDomains: [] }
        || (email is not null
        && (options.AllowedEmails.Any(allowed => Same(allowed, email)) || options.AllowedDomains.Any(domain => IsOf(email, domain))));

    /// <summary>The strongest role that the map gives; null when it gives none and there is no default.</summary>
    /// <param name="values">Of the role claim; case counts.</param>
    public static string? RoleOf(StudioOptions.ExternalOptions options, string? email, IReadOnlyCollection<string> values)
    {
        var given = options.RoleMap.Select(Entry).OfType<(string What, string Role)>()
            .Where(entry => values.Contains(entry.What)
                || (email is not null && (entry.What.StartsWith('@') ? IsOf(email, entry.What[1..]) : Same(entry.What, email))))
            .Select(entry => entry.Role)
            .ToHashSet();
        return Roles.All.FirstOrDefault(given.Contains) ?? (options.DefaultRole.Length > 0 ? options.DefaultRole : null);
    }

    /// <summary>WHAT=role, of which WHAT may hold equal signs; null when it cannot be read.</summary>
    public static (string What, string Role)? Entry(string line)
    {
        var end = line.LastIndexOf('=');
        return end > 0 && Roles.All.Contains(line[(end + 1)..].Trim()) ? (line[..end].Trim(), line[(end + 1)..].Trim()) : null;
    }

    // the whole domain after the last @, never a part of it: evil-example.org is not example.org
    private static bool IsOf(string email, string domain) => email.LastIndexOf('@') is > 0 and var at && Same(email[(at + 1)..], domain);

    private static bool Same(string a, string b) => a.Trim().Equals(b.Trim(), StringComparison.OrdinalIgnoreCase);
}
