using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Models.Sites;

/// <summary>Sealed tokens as rows. Knows no rules and no secret.</summary>
internal sealed class SiteTokenStore(StudioDb db)
{
    public byte[]? Find(string owner, string site)
    {
        using var connection = db.Open();
        return connection.QuerySingleOrDefault<byte[]>("SELECT sealed FROM site_tokens WHERE owner = @owner AND site = @site",
            new { owner, site });
    }

    public void Set(string owner, string site, byte[] secret, DateTimeOffset now)
    {
        using var connection = db.Open();
        connection.Execute(
            "INSERT INTO site_tokens (owner, site, sealed, changed_at) VALUES (@owner, @site, @secret, @now) "
            + "ON CONFLICT (owner, site) DO UPDATE SET sealed = @secret, changed_at = @now",
            new { owner, site, secret, now = now.ToUnixTimeMilliseconds() });
    }

    public void Remove(string owner, string site)
    {
        using var connection = db.Open();
        connection.Execute("DELETE FROM site_tokens WHERE owner = @owner AND site = @site", new { owner, site });
    }
}
