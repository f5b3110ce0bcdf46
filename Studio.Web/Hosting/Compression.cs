using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Studio.Web.Hosting;

/// <summary>--enable-compress-response-body: JSON and text for who asks, never what carries a secret.</summary>
public static class Compression
{
    // The length of a compressed answer tells whether a guess in it occurs elsewhere in it (BREACH, 2013). So what holds a secret beside
    // something a stranger can choose is sent as it is: every page (form tokens), signing in, and the administration of keys and users.
    private static readonly string[] Never = ["/login", "/api/auth", "/api/admin", "/api/account", "/auth_login.html"];

    public static IServiceCollection AddCompression(this IServiceCollection services)
    {
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        return services.AddResponseCompression(compression =>
        {
            // what is left holds no secret, so that TLS does not change the answer
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/json", "text/plain", "application/x-ndjson"];
        });
    }

    /// <summary>After routing, before anything answers.</summary>
    public static IApplicationBuilder UseCompression(this IApplicationBuilder app) =>
        app.ApplicationServices.GetRequiredService<StudioOptions>().EnableCompressResponseBody
        ? app.UseWhen(context => !Array.Exists(Never, start =>
            context.Request.Path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase)), branch => branch.UseResponseCompression())
        : app;
}
