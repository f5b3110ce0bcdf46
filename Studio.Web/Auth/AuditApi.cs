using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Web.Auth;

/// <summary>The audit log for administrators: GET /api/admin/audit, as one object with a page or as JSON lines.</summary>
internal static class AuditApi
{
    private const string JsonLines = "application/x-ndjson";
    private const int LargestPage = 1000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<Audit>().AddSingleton<AuditStore>().AddSingleton<AuditLog>();
        services.AddHostedService<AuditWriter>();
        return services;
    }

    public static void MapAudit(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/admin/audit", ReadAsync).WithTags("Administration").RequireAuthorization(Policies.Administer)
            .DisableCookieRedirect();

    private static async Task<IResult> ReadAsync(HttpContext context, Audit audit, AuditStore store, [AsParameters] Query query)
    {
        if (query.Problem() is { } problem)
            return Results.Json(new { detail = problem }, statusCode: StatusCodes.Status400BadRequest);
        var filter = query.ToFilter();
        await audit.FlushAsync(context.RequestAborted);
        if (WantsLines(context.Request, query.Format))
            return Results.Stream(body => WriteLinesAsync(body, store, filter, query.Limit, context.RequestAborted), JsonLines);
        var lines = await store.FindAsync(filter with { Limit = Math.Min(query.Limit ?? 100, LargestPage) }, context.RequestAborted);
        return Results.Json(new { entries = lines.Select(Shown.Of), next = lines.Count > 0 ? lines[^1].Id : (long?)null }, Json);
    }

    private static bool WantsLines(HttpRequest request, string? format) =>
        format is "ndjson" || (format is null && request.Headers.Accept.ToString().Contains(JsonLines, StringComparison.OrdinalIgnoreCase));

    /// <summary>Page by page, so that a long log is never in memory as a whole; without a limit everything.</summary>
    private static async Task WriteLinesAsync(Stream body, AuditStore store, AuditFilter filter, int? limit,
        CancellationToken cancellationToken)
    {
        for (var left = limit ?? int.MaxValue; left > 0;)
        {
            var page = await store.FindAsync(filter with { Limit = Math.Min(left, LargestPage) }, cancellationToken);
            foreach (var line in page)
            {
                await JsonSerializer.SerializeAsync(body, Shown.Of(line), Json, cancellationToken);
                await body.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            if (page.Count < LargestPage)
                return;
            filter = filter with { Before = page[^1].Id };
            left -= page.Count;
        }
    }

    internal sealed record Query
    {
        public string? Action { get; init; }

        public string? Result { get; init; }

        public string? User { get; init; }

        public string? Text { get; init; }

        public string? Since { get; init; }

        public string? Until { get; init; }

        public long? Before { get; init; }

        public int? Limit { get; init; }

        public string? Format { get; init; }

        public string? Problem()
        {
            if (Result is not null && !TryResult(out _))
                return "result is ok, refused or failed.";
            if (Limit is < 1)
                return "limit is 1 or more.";
            if (Format is not (null or "json" or "ndjson"))
                return "format is json or ndjson.";
            foreach (var (name, value) in new[] { ("since", Since), ("until", Until) })
            {
                if (value is not null && TimeOf(value) is null)
                    return $"{name} is a time such as 2026-01-31T12:00:00Z.";
            }

            return null;
        }

        public AuditFilter ToFilter() => new()
        {
            Before = Before,
            Action = Action,
            Result = TryResult(out var result) ? result : null,
            User = User,
            Text = Text,
            Since = TimeOf(Since),
            Until = TimeOf(Until),
        };

        private bool TryResult(out AuditResult result) =>
            Enum.TryParse(Result, ignoreCase: true, out result) && Enum.IsDefined(result) && !char.IsAsciiDigit(Result![0]);

        private static DateTimeOffset? TimeOf(string? text) =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    /// <summary>A line on the wire.</summary>
    private sealed record Shown(
        long Id, string At, string Action, string Result, string? User, string? UserId, string? Address, string? UserAgent, string? Target,
        string? Detail, int Times)
    {
        public static Shown Of(AuditLine line) => new(
            line.Id, line.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), line.Action,
            AuditStore.NameOf(line.Result), line.UserName, line.UserId,
            line.Address, line.UserAgent, line.Target, line.Detail, line.Times);
    }
}
